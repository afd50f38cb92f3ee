/** Line drawings on an 80 by 56 grid. */
const DRAWINGS = {
  done: 'M14 46h52M22 46V20a4 4 0 0 1 4-4h28a4 4 0 0 1 4 4v26M30 31l7 7 13-14M12 52h56',
  search: 'M36 40a15 15 0 1 0 0-30 15 15 0 0 0 0 30zM47 36l13 13M30 25h12M14 50h16M66 14v.01M70 24v.01',
  empty: 'M14 34 22 14h36l8 20v14H14zM14 34h15l4 6h14l4-6h15M40 4v4M28 6l2 3M52 6l-2 3',
  broken: 'M12 46h22M46 46h22M34 46l4-7-5-5 6-7M22 46V22a4 4 0 0 1 4-4h12M46 46l-4-8 5-5-4-7M46 18h8a4 4 0 0 1 4 4v24',
};

/**
 * What is said in the place of a list: a drawing, a heading, and one action.
 *
 * @param {object} props
 * @param {keyof typeof DRAWINGS} props.drawing
 * @param {string} props.heading
 * @param {boolean} [props.isError]
 * @param {import('react').ReactNode} [props.children] a sentence, and the action
 */
export function State({ drawing, heading, isError, children }) {
  return (
    <div className="flex flex-col items-center gap-2 px-4 py-12 text-center">
      <Drawing name={drawing} />
      <p role={isError ? 'alert' : undefined} className="font-medium">
        {heading}
      </p>
      {children}
    </div>
  );
}

/** @param {{ name: keyof typeof DRAWINGS }} props */
export function Drawing({ name }) {
  return (
    <svg viewBox="0 0 80 56" className="mb-1 h-14 text-line-strong" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={DRAWINGS[name]} />
    </svg>
  );
}
