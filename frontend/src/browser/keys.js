/**
 * Which key a reader means. Shortcuts follow the letter of the reader's layout, so that they
 * work on AZERTY or Dvorak. On a layout without Latin letters (Cyrillic, Greek, Arabic, Thai, …) they go by
 * the place of the key.
 */

const LATIN = /^\p{Script=Latin}$/u;
/** A letter or a vowel sign, in any script. */
const LETTER = /^[\p{L}\p{M}]$/u;
/** Marks at their places on a keyboard for English; the second one is with Shift. */
const MARKS = /** @type {Record<string, [string, string]>} */ ({ Slash: ['/', '?'], Period: ['.', '>'], Comma: [',', '<'] });

/** Whether the letter key that was pressed last printed a Latin letter. */
let isLatinLayout = true;

/**
 * @param {KeyboardEvent} event
 * @returns {string} a small letter, one with Shift ("Shift+x"), a mark ("?") or a name ("Escape"); '' when the key
 *   is pressed with another modifier or is part of a composed character
 */
export function pressedKey(event) {
  const { key, code, shiftKey } = event;
  // 229: the key goes to an input method, also in browsers that do not say so otherwise.
  if (event.isComposing || event.keyCode === 229) return '';
  if (event.ctrlKey || event.metaKey || event.altKey) return '';
  if (LETTER.test(key) && code.startsWith('Key')) isLatinLayout = LATIN.test(key);
  if (!isLatinLayout || (LETTER.test(key) && !LATIN.test(key))) return keyAtPlace(code, shiftKey) || key;
  if (!LETTER.test(key)) return key;
  // Caps Lock prints a capital too.
  return withShift(key.toLowerCase(), shiftKey);
}

/**
 * @param {string} code the place of a key
 * @param {boolean} isShifted
 * @returns {string} what a keyboard for English prints there; '' when it is not a letter or one of MARKS
 */
function keyAtPlace(code, isShifted) {
  if (code in MARKS) return MARKS[code][isShifted ? 1 : 0];
  return code.startsWith('Key') ? withShift(code.slice('Key'.length).toLowerCase(), isShifted) : '';
}

/** @param {string} letter  @param {boolean} isShifted */
const withShift = (letter, isShifted) => (isShifted ? `Shift+${letter}` : letter);

/**
 * @param {KeyboardEvent} event
 * @param {string} letter
 * @returns {boolean} whether the letter is pressed together with Ctrl, or with Command on a Mac
 */
export function isCommand({ ctrlKey, metaKey, altKey, shiftKey, key, code }, letter) {
  if (altKey || shiftKey || ctrlKey === metaKey) return false;
  return LATIN.test(key) ? key.toLowerCase() === letter : keyAtPlace(code, false) === letter;
}
