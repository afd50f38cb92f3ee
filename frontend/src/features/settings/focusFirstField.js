/**
 * For the `ref` of a form that a button has opened: the button is gone, and the reader goes on in the form.
 *
 * @param {HTMLElement | null} form
 */
export const focusFirstField = (form) => form?.querySelector('input')?.focus();
