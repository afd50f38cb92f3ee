/**
 * For the `ref` of what a button has opened, or when it has opened it: the button is gone, and the reader goes on in the
 * form.
 *
 * @param {HTMLElement | null} form
 */
export const focusFirstField = (form) => form?.querySelector('input')?.focus();
