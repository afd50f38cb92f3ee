/**
 * Blanks, control and format characters, variation selectors, fillers and tags (contracts/invisible.json).
 * Browsers' Unicode tables differ from the server's, so the ranges are written out.
 */
const SHOWN =
  // eslint-disable-next-line no-control-regex, no-misleading-character-class -- each is meant alone
  /[^\u{0}-\u{20}\u{7f}-\u{a0}\u{ad}\u{34f}\u{61c}\u{115f}-\u{1160}\u{1680}\u{17b4}-\u{17b5}\u{180b}-\u{180f}\u{2000}-\u{200f}\u{2028}-\u{202f}\u{205f}-\u{206f}\u{2800}\u{3000}\u{3164}\u{fe00}-\u{fe0f}\u{feff}\u{ffa0}\u{fff0}-\u{fffc}\u{13430}-\u{1343f}\u{16fe4}\u{1bca0}-\u{1bca3}\u{1d159}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/u;

/**
 * @param {string} text
 * @returns {boolean} whether a reader sees any character of it
 */
export const showsSomething = (text) => SHOWN.test(text);
