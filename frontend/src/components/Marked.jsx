const SPECIAL = /[.*+?^${}()|[\]\\]/g;

/**
 * Text with what was searched for marked.
 *
 * @param {{ text: string, words: string[] }} props
 */
export function Marked({ text, words }) {
  if (words.length === 0) return <span>{text}</span>;
  const pattern = new RegExp(`(${words.map((word) => word.replace(SPECIAL, '\\$&')).join('|')})`, 'gi');
  // A split on a group puts what matched at the odd places.
  return text
    .split(pattern)
    .map((part, index) => (index % 2 ? <mark key={index}>{part}</mark> : <span key={index}>{part}</span>));
}

const LEAD = 40;

/**
 * @param {string} text
 * @param {string[]} words
 * @returns {string} the text from shortly before its first match, on one line
 */
export function excerpt(text, words) {
  const line = text.slice(0, 2_000).replace(/\s+/g, ' ').trim();
  const lower = line.toLowerCase();
  const first = Math.min(...words.map((word) => lower.indexOf(word.toLowerCase())).filter((at) => at >= 0));
  if (!Number.isFinite(first) || first <= LEAD) return line.slice(0, 300);
  return `… ${line.slice(line.indexOf(' ', first - LEAD) + 1).slice(0, 300)}`;
}
