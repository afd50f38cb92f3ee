import { expect, test } from 'vitest';
import html from '../../index.html?raw';
import { openPortal } from '../portal.jsx';

/**
 * A line of the form: its words and, for a field, its id, its type and its placeholder.
 *
 * @typedef {{ words: string, id?: string, type?: string, placeholder?: string }} Line
 */

/** @param {Element} element */
const words = (element) => element.textContent.replace(/\s+/g, ' ').trim();

/**
 * @param {HTMLFormElement} form
 * @returns {Line[]}
 */
const linesOfForm = (form) =>
  [...form.querySelectorAll('h2, label[for], legend, #suggestion, button[type=submit]')].map((element) => {
    if (element.localName === 'legend') {
      const radio = element.parentElement?.querySelector('input[type=radio]');
      const legend = { words: words(/** @type {Element} */ (element.firstElementChild)) };
      return radio ? { ...legend, ...field(radio.getAttribute('name'), 'radio', '') } : legend;
    }
    if (element.localName !== 'label') return { words: words(element) };
    const control = /** @type {HTMLInputElement} */ (document.getElementById(element.getAttribute('for') ?? ''));
    return { words: words(element), ...field(control.id, control.type, control.placeholder) };
  });

/** @returns {Line[]} */
function linesOfFirstPaint() {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const lines = [...page.querySelectorAll('p')];
  const first = lines.findIndex((line) => words(line) === 'New ticket');
  return lines
    .slice(first)
    .filter((line) => !line.closest('[data-id]'))
    .map((line) => {
      const box = /** @type {HTMLElement | null} */ (line.nextElementSibling);
      if (!box?.dataset.id) return { words: words(line) };
      return { words: words(line), ...field(box.dataset.id, box.dataset.type, words(box)) };
    });
}

/**
 * @param {string | null} id
 * @param {string | undefined} type
 * @param {string} placeholder
 */
const field = (id, type, placeholder) => ({ id: id ?? '', type, placeholder });

test('the first paint has the lines of the form, in their order', () => {
  const { container } = openPortal();
  const form = /** @type {HTMLFormElement} */ (container.querySelector('form[aria-labelledby=new-ticket]'));
  const lines = linesOfForm(form);
  expect(linesOfFirstPaint()).toEqual(lines);
  expect(lines.filter((line) => line.id)).toHaveLength(form.querySelectorAll('input:not([type=radio]), textarea, fieldset:has(input[type=radio])').length);
  expect(lines.map((line) => line.id)).toEqual(expect.arrayContaining(['title', 'description', 'name', 'email']));
});
