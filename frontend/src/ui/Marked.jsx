import { findWords } from './folding.js';

/**
 * Text with what was searched for marked.
 *
 * @param {{ text: string, words: string[] }} props
 */
export function Marked({ text, words }) {
  if (words.length === 0) return <span>{text}</span>;
  let shown = 0;
  const parts = findWords(text, words).flatMap(([start, end]) => {
    const before = text.slice(shown, start);
    shown = end;
    return [<span key={`to ${start}`}>{before}</span>, <mark key={start}>{text.slice(start, end)}</mark>];
  });
  return [...parts, <span key="rest">{text.slice(shown)}</span>];
}

const LEAD = 40;

/**
 * @param {string} text
 * @param {string[]} words folded
 * @returns {string} the text from shortly before its first match, on one line
 */
export function excerpt(text, words) {
  const line = text.slice(0, 2_000).replace(/\s+/g, ' ').trim();
  const [[first] = [0]] = words.length ? findWords(line, words) : [];
  if (first <= LEAD) return line.slice(0, 300);
  return `… ${line.slice(line.indexOf(' ', first - LEAD) + 1).slice(0, 300)}`;
}
