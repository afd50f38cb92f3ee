import { fireEvent, screen } from '@testing-library/react';
import { beforeEach, describe, expect, test } from 'vitest';
import { card, form, openPortal } from '../portal.jsx';

const description = () => form().getByRole('textbox', { name: 'Describe the problem' });
const search = () => screen.getByRole('searchbox', { name: 'Search tickets' });

/**
 * Presses a key where the focus is, as the browser reports it.
 *
 * @param {string} key
 * @param {string} code
 * @param {KeyboardEventInit} [more]
 */
const press = (key, code, more = {}) => fireEvent.keyDown(document.activeElement ?? document.body, { key, code, ...more });

// A Latin letter, so that no layout of an earlier test is remembered.
beforeEach(() => void fireEvent.keyDown(document.body, { key: 'q', code: 'KeyQ' }));

describe('shortcuts', () => {
  test.each([
    ['English', 'n', 'KeyN'],
    ['English with Caps Lock', 'N', 'KeyN'],
    ['Dvorak', 'n', 'KeyL'],
    ['Russian', 'т', 'KeyN'],
    ['Russian with Caps Lock', 'Т', 'KeyN'],
    ['Greek', 'ν', 'KeyN'],
    ['Hebrew', 'מ', 'KeyN'],
    ['Arabic', 'ى', 'KeyN'],
    ['Thai, where the key has a vowel sign', 'ื', 'KeyN'],
    ['Korean', 'ㅜ', 'KeyN'],
  ])('follow the letter of the layout, or the place of the key without Latin letters: %s', (_, key, code) => {
    openPortal();
    press(key, code);
    expect(description()).toHaveFocus();
  });

  test.each([
    ['English', [['/', 'Slash']]],
    ['German, with Shift', [['/', 'Digit7', { shiftKey: true }]]],
    ['Russian, by the place', [['о', 'KeyJ'], ['.', 'Slash']]],
    ['Russian, as printed', [['о', 'KeyJ'], ['/', 'Backslash', { shiftKey: true }]]],
    ['Thai', [['ฝ', 'Slash']]],
  ])('"/" searches: %s', (_, keys) => {
    openPortal();
    for (const [key, code, more] of /** @type {[string, string, KeyboardEventInit?][]} */ (keys)) press(key, code, more);
    expect(search()).toHaveFocus();
  });

  test.each([
    ['with Shift', 'N', 'KeyN', { shiftKey: true }],
    ['with Shift and Caps Lock', 'n', 'KeyN', { shiftKey: true }],
    ['with Ctrl', 'n', 'KeyN', { ctrlKey: true }],
    ['with Alt', 'n', 'KeyN', { altKey: true }],
    ['with Meta', 'т', 'KeyN', { metaKey: true }],
    ['while a character is composed', 'n', 'KeyN', { isComposing: true }],
    ['that goes to an input method', 'Process', 'KeyN', { keyCode: 229 }],
    ['of a Latin layout, at the place of another letter', 'ñ', 'KeyN', {}],
    ['that is dead', 'Dead', 'KeyN', {}],
  ])('leave a key alone %s', (_, key, code, more) => {
    openPortal();
    press(key, code, more);
    expect(description()).not.toHaveFocus();
  });

  test.each([['n', 'KeyN'], ['т', 'KeyN'], ['/', 'Slash']])('leave %s to the field that is written in', (key, code) => {
    openPortal();
    const title = form().getByRole('textbox', { name: 'Title' });
    title.focus();
    press(key, code);
    expect(title).toHaveFocus();
  });
});

describe('Escape', () => {
  /** @returns {Promise<{ user: import('@testing-library/user-event').UserEvent, head: HTMLElement }>} */
  async function unfold() {
    const { user } = openPortal();
    const head = (await card(17)).getByRole('button', { name: /^Cannot/ });
    await user.click(head);
    expect(head).toHaveAttribute('aria-expanded', 'true');
    return { user, head };
  }

  test('folds the unfolded ticket, and the focus stays in its row', async () => {
    const { user, head } = await unfold();
    (await card(17)).getByRole('combobox', { name: 'Category' }).focus();
    await user.keyboard('{Escape}');
    expect(head).toHaveAttribute('aria-expanded', 'false');
    expect(head).toHaveFocus();
  });

  test('folds it from elsewhere on the page, and leaves the focus there', async () => {
    const { user, head } = await unfold();
    const elsewhere = screen.getByRole('button', { name: 'Keyboard shortcuts' });
    elsewhere.focus();
    await user.keyboard('{Escape}');
    expect(head).toHaveAttribute('aria-expanded', 'false');
    expect(elsewhere).toHaveFocus();
  });

  test('closes an open menu first', async () => {
    const { user, head } = await unfold();
    await user.click((await card(17)).getByRole('button', { name: 'Status: Open' }));
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('menu')).not.toBeInTheDocument();
    expect(head).toHaveAttribute('aria-expanded', 'true');
    await user.keyboard('{Escape}');
    expect(head).toHaveAttribute('aria-expanded', 'false');
  });

  test('leaves the ticket alone while something is written', async () => {
    const { user, head } = await unfold();
    description().focus();
    await user.keyboard('{Escape}');
    expect(head).toHaveAttribute('aria-expanded', 'true');
  });
});
