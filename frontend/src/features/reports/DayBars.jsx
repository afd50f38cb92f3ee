import { useRef, useState } from 'react';
import { dayOf } from '../../browser/time.js';

/**
 * @typedef {object} Bar
 * @property {string} words what it says, without the day: "12 created"
 * @property {string} href its list
 * @property {number} share 0 to 1, of the space that it has
 * @property {number} [inner] 0 to 1, a darker part of it
 */
/** @typedef {{ day: string, up: Bar | null, down?: Bar | null }} Column */

const PALE = 'bg-line-strong/50 group-hover:bg-line-strong';
const FULL = 'bg-accent group-hover:bg-accent-hover';
const STEPS = /** @type {Record<string, number>} */ ({ ArrowLeft: -1, ArrowRight: 1 });

/**
 * Bars by day, upwards and maybe downwards, each a link. One of them is in the order of Tab; the arrow keys,
 * Home and End move between them.
 *
 * @param {object} props
 * @param {string} props.label
 * @param {[string, string]} props.legend of the pale bars and of the full ones
 * @param {Column[]} props.columns oldest first
 * @param {string} props.summary what the caption says while no bar is pointed at
 * @param {boolean} [props.hasDown]
 */
export function DayBars({ label, legend, columns, summary, hasDown = false }) {
  const area = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [current, setCurrent] = useState(/** @type {string | null} */ (null));
  const [pointed, setPointed] = useState(/** @type {string | null} */ (null));
  const bars = columns.flatMap(({ day, up, down }) => [up && { key: `${day} up`, day, bar: up }, down && { key: `${day} down`, day, bar: down }].filter((each) => !!each));
  const stop = bars.some(({ key }) => key === current) ? current : bars.at(-1)?.key;
  const shown = bars.find(({ key }) => key === pointed);

  const move = (/** @type {React.KeyboardEvent} */ event) => {
    const links = [...(area.current?.querySelectorAll('a') ?? [])];
    const at = links.indexOf(/** @type {any} */ (document.activeElement));
    const ends = /** @type {Record<string, number>} */ ({ Home: 0, End: links.length - 1 });
    const next = event.key in STEPS ? at + STEPS[event.key] : ends[event.key];
    if (at < 0 || next === undefined || !links[next]) return;
    event.preventDefault();
    links[next].focus();
  };

  /** @param {string} day  @param {'up' | 'down'} side  @param {Bar | null | undefined} bar */
  const link = (day, side, bar) => {
    const key = `${day} ${side}`;
    if (!bar) return null;
    return (
      <a
        href={bar.href}
        tabIndex={key === stop ? 0 : -1}
        aria-label={`${dayOf(day)}: ${bar.words}`}
        className={`group flex h-full min-w-0 focus-visible:-outline-offset-2 hover:bg-hover ${side === 'up' ? 'items-end' : 'items-start'}`}
        onFocus={() => {
          setCurrent(key);
          setPointed(key);
        }}
        onBlur={() => setPointed(null)}
        onPointerEnter={() => setPointed(key)}
        onPointerLeave={() => setPointed(null)}
      >
        <span
          className={`relative mx-auto w-[calc(100%-min(2px,20%))] max-w-10 ${side === 'up' ? `rounded-t-[2px] ${PALE}` : `rounded-b-[2px] ${FULL}`}`}
          style={{ height: `max(2px, ${bar.share * 100}%)` }}
        >
          {bar.inner !== undefined && (
            <span className={`absolute inset-x-0 bottom-0 block rounded-t-[2px] ${FULL}`} style={{ height: `${bar.inner * 100}%` }} />
          )}
        </span>
      </a>
    );
  };

  return (
    <figure className="min-w-0">
      <figcaption className="mb-1.5 flex flex-wrap justify-between gap-x-4 text-small text-ink-soft">
        <span className="flex flex-wrap gap-x-4">
          {legend.map((words, at) => (
            <span key={words} className="inline-flex items-center gap-1.5">
              <span className={`size-2.5 rounded-[2px] ${at === 0 ? PALE : FULL}`} aria-hidden="true" />
              <span>{words}</span>
            </span>
          ))}
        </span>
        <span className="tabular-nums" aria-hidden="true">
          {shown ? `${dayOf(shown.day)}: ${shown.bar.words}` : summary}
        </span>
      </figcaption>
      {/* The keys are for the links in it. */}
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/interactive-supports-focus */}
      <div ref={area} role="group" aria-label={label} className={`flex border-line ${hasDown ? 'h-40' : 'h-28 border-b'}`} onKeyDown={move}>
        {columns.map(({ day, up, down }) => (
          <div key={day} className="flex min-w-0 flex-1 flex-col">
            <div className="min-h-0 flex-1">{link(day, 'up', up)}</div>
            {hasDown && <div className="min-h-0 flex-1 border-t border-line">{link(day, 'down', down)}</div>}
          </div>
        ))}
      </div>
      <p className="mt-1 flex justify-between text-small text-ink-soft" aria-hidden="true">
        {[columns.at(0), columns.at(-1)].map((column, end) => column && <span key={end}>{dayOf(column.day)}</span>)}
      </p>
    </figure>
  );
}
