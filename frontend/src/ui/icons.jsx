/**
 * Line icons on a 16-pixel grid: decoration beside a word, or a picture with its own.
 *
 * @param {{ path: string, className?: string, title?: string }} props title: the words of the picture, where they are not beside it
 */
export function Icon({ path, className = 'size-4', title }) {
  return (
    <svg
      viewBox="0 0 16 16"
      className={`shrink-0 ${className}`}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      {...pictureOf(title)}
    >
      {title && <title>{title}</title>}
      <path d={path} />
    </svg>
  );
}

/** @param {string | undefined} title  @returns what a drawing is to screen readers */
export const pictureOf = (title) => (title ? { role: 'img' } : { 'aria-hidden': /** @type {const} */ (true) });

export const ICONS = {
  billing: 'M2 4.5h12v7H2zM2 7h12M4.5 9.5h2',
  technical: 'M5.5 5 2.5 8l3 3M10.5 5l3 3-3 3M9 3.5 7 12.5',
  account: 'M8 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM3 13.5c.6-2.3 2.5-3.5 5-3.5s4.4 1.2 5 3.5',
  general: 'M2.5 3.5h11v7.5h-6l-3 2.5v-2.5h-2z',
  spark: 'M8 1.5 9.3 6.7 14.5 8 9.3 9.3 8 14.5 6.7 9.3 1.5 8 6.7 6.7z',
  sun: 'M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9',
  moon: 'M13.5 9.6A5.8 5.8 0 0 1 6.4 2.5a5.8 5.8 0 1 0 7.1 7.1z',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.3 10.3l3.2 3.2',
  plus: 'M8 3v10M3 8h10',
  list: 'M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.01M2.5 8h.01M2.5 12h.01',
  chart: 'M2.5 13.5h11M4 11V8M8 11V3M12 11V6',
  chevron: 'm4.5 6.5 3.5 3.5 3.5-3.5',
  close: 'm4 4 8 8M12 4l-8 8',
  check: 'm3 8.5 3.2 3.2L13 5',
  back: 'M9.5 3.5 5 8l4.5 4.5',
  lock: 'M4 7.5h8v5.5H4zM5.5 7.5v-2a2.5 2.5 0 0 1 5 0v2',
  warning: 'M8 2.2 14.5 13.5h-13zM8 6.5v3.2M8 11.6v.01',
};
