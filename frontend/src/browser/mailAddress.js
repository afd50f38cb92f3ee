/** What to do about a text that is no mail address, as the server says it. */
export const MAIL_EXAMPLE = 'Enter an email address, such as anna@example.com';

/**
 * @param {string} text
 * @returns {boolean} whether it has the form of a mail address; the server may refuse it nevertheless
 */
export const isMailAddress = (text) => /^[^\s@]+@(localhost|[^\s@.]+(\.[^\s@.]+)+)$/i.test(text);
