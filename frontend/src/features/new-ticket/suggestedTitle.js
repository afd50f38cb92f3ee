/**
 * A title from a description: its first sentence that says something.
 */
import { characters } from '../../api/ticket.js';
import { showsSomething } from '../../browser/visible.js';

/** Characters of a suggested title; a list shows no more of one. */
const LONGEST = 80;
/** Lines of a description that are looked at. */
const MOST_LINES = 20;
/** Fewer characters are a greeting or too little to go by. */
const SHORTEST = 12;

const sentences = new Intl.Segmenter(undefined, { granularity: 'sentence' });

/**
 * @param {string} description
 * @returns {string} '' for a text that says too little
 */
export function suggestedTitle(description) {
  const lines = description.split(/[\r\n\u2028\u2029]+/).filter(showsSomething).slice(0, MOST_LINES);
  // A line before others that ends with a comma is a salutation.
  const letter = lines.filter((line, at) => at === lines.length - 1 || !/[,,،、]\s*$/u.test(line));
  for (const line of letter) {
    for (const { segment } of sentences.segment(line)) {
      const sentence = segment.trim().replace(/\s+/gu, ' ').replace(/(?<![.…])[.。]$/u, '');
      if (characters(sentence) >= SHORTEST && showsSomething(sentence)) return shortened(sentence);
    }
  }
  return '';
}

/** @param {string} sentence */
function shortened(sentence) {
  const all = [...sentence];
  if (all.length <= LONGEST) return sentence;
  const words = all.slice(0, LONGEST).join('').replace(/\s+\S*$/u, '');
  const length = characters(words);
  // A text without blanks is cut within.
  return `${length >= SHORTEST && length < LONGEST ? words : all.slice(0, LONGEST - 1).join('')}…`;
}
