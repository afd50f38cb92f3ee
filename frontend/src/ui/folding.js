/**
 * Folded text: what the search compares, so that the portal marks and lists what the server finds. The
 * same rules as in ticket-api (tickets/listing/folding.py); contracts/folding.json holds the two together.
 */

const REMOVED =
  // eslint-disable-next-line no-control-regex, no-misleading-character-class -- each is meant alone
  /[\u{1}-\u{8}\u{e}-\u{1b}\u{7f}-\u{84}\u{86}-\u{9f}\u{ad}\u{300}-\u{36f}\u{61c}\u{115f}\u{1160}\u{17b4}\u{17b5}\u{180b}-\u{180f}\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2060}-\u{206f}\u{fe00}-\u{fe0f}\u{feff}\u{fff0}-\u{fffc}\u{13430}-\u{1343f}\u{16fe4}\u{1bca0}-\u{1bca3}\u{1d159}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]+/gu;
// JavaScript's own `\s` lacks four separators and has the byte order mark.
// eslint-disable-next-line no-control-regex -- blanks, for Python and PostgreSQL
const BLANKS = /[\u{9}-\u{d}\u{1c}-\u{20}\u{85}\u{a0}\u{1680}\u{2000}-\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}]+/gu;
/** @type {Record<string, string>} */
export const LETTERS = {
  '\u2800': ' ',
  ...all('\u2010\u2011\u2012\u2013\u2014\u2015\u2212', '-'),
  ...all('\u2018\u2019\u201b\u02b9\u02bb\u02bc\u02bd\u2032\u055a\u05f3\ua78c', "'"),
  '⁄': '/',
  ß: 'ss',
  ς: 'σ',
  ı: 'i',
  ȷ: 'j',
  ø: 'o',
  ł: 'l',
  æ: 'ae',
  œ: 'oe',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ŋ: 'n',
  ŧ: 't',
  ƀ: 'b',
  ǥ: 'g',
  ɨ: 'i',
  ƶ: 'z',
};
const SPECIAL = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'gu');
// eslint-disable-next-line no-control-regex -- ASCII
const ASCII = /^[\u{1}-\u{7f}]*$/u;

/**
 * @param {string} letters
 * @param {string} becomes
 */
function all(letters, becomes) {
  return Object.fromEntries([...letters].map((letter) => [letter, becomes]));
}

/**
 * `text` without case, accents and invisible characters; its blanks stay.
 *
 * @param {string} text
 */
function foldLetters(text) {
  if (ASCII.test(text)) return text.replace(REMOVED, '').toLowerCase();
  const letters = text.replaceAll('\u{b4}', "'").normalize('NFKD').replace(REMOVED, '').toLowerCase();
  return letters.normalize('NFC').replace(SPECIAL, (letter) => LETTERS[letter]);
}

/**
 * @param {string} text
 * @returns {string} the text as the search compares it
 */
export const fold = (text) => foldLetters(text).replace(BLANKS, ' ').replace(/^ | $/g, '');

const QUOTES = '"\u{201c}\u{201d}\u{201e}\u{201f}\u{ab}\u{bb}\u{2039}\u{203a}\u{300c}-\u{300f}\u{301d}-\u{301f}\u{ff02}\u{ff62}\u{ff63}';
const QUOTED = new RegExp(`[${QUOTES}]([^${QUOTES}]*)[${QUOTES}]`, 'u');
const QUOTE = new RegExp(`[${QUOTES}]`, 'gu');
// Between letters the same signs are apostrophes.
const SINGLE_QUOTED = /(?<![\p{L}\p{N}])[\u{2018}\u{201a}\u{201b}](.+?)[\u{2018}\u{2019}](?![\p{L}\p{N}])/gsu;
const SINGLE_QUOTE = /(?<![\p{L}\p{N}])[\u{2018}-\u{201b}]|[\u{2018}-\u{201b}](?![\p{L}\p{N}])/gu;

/**
 * The words of a search, folded; quotes of any kind keep a phrase together.
 *
 * @param {string} search
 * @returns {string[]}
 */
export function searchWords(search) {
  // An odd part was between two quotes.
  const words = search
    .replace(SINGLE_QUOTED, '"$1"')
    .split(QUOTED)
    .flatMap((part, nth) =>
      nth % 2 ? [fold(part)] : fold(part.replace(QUOTE, ' ').replace(SINGLE_QUOTE, '')).split(' '),
    );
  return [...new Set(words)].filter(Boolean);
}

/**
 * @param {string} search
 * @returns {number | null} the ticket that `1500` or `#1500` names
 */
export function ticketNumber(search) {
  const number = search.search(QUOTE) < 0 ? /^#?([1-9][0-9]{0,17})$/.exec(fold(search)) : null;
  return number && Number(number[1]);
}

/**
 * Where the words are in the text.
 *
 * @param {string} text
 * @param {string[]} words folded
 * @returns {[number, number][]} beginnings and ends, in order, none within another
 */
export function findWords(text, words) {
  const { folded, starts, ends } = foldInPlace(text);
  /** @type {[number, number][]} */
  const found = [];
  for (const word of words) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
      found.push([starts[at], ends[at + word.length - 1]]);
    }
  }
  found.sort(([one], [other]) => one - other);
  return found.reduce((/** @type {[number, number][]} */ merged, [start, end]) => {
    const last = merged.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
    return merged;
  }, []);
}

/**
 * The folded text, and for each of its places where the letter that it comes from begins and ends in the
 * text. What a reader takes for one letter is folded as one: a letter with its accents, a syllable of Hangul.
 *
 * @param {string} text
 */
function foldInPlace(text) {
  let folded = '';
  /** @type {number[]} */
  const starts = [];
  /** @type {number[]} */
  const ends = [];
  for (const { segment, index } of letters(text)) {
    const letter = foldLetters(segment).replace(BLANKS, ' ');
    // A run of blanks is one.
    const added = letter === ' ' && folded.endsWith(' ') ? '' : letter;
    for (let place = 0; place < added.length; place += 1) {
      starts.push(index);
      ends.push(index + segment.length);
    }
    folded += added;
  }
  return { folded, starts, ends };
}

/** Made when it is first used: that takes a slow phone longer than all else that a page does at its start. @type {Intl.Segmenter | undefined} */
let graphemes;

/** @param {string} text */
function letters(text) {
  if (ASCII.test(text)) return Array.from(text, (segment, index) => ({ segment, index }));
  graphemes ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return graphemes.segment(text);
}
