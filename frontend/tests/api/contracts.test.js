import { expect, test } from 'vitest';
import choices from '../../../contracts/choices.json';
import invisible from '../../../contracts/invisible.json';
import limits from '../../../contracts/limits.json';
import sentences from '../../../contracts/sentences.json';
import fallback from '../../../contracts/public-api/classify-fallback.json';
import { MESSAGE_MAX } from '../../src/api/messages.js';
import { PAGE_MAX } from '../../src/api/tickets.js';
import { APPEARANCE_NAME_MAX } from '../../src/api/settings.js';
import { CATEGORIES, DEFAULT_CHOICES, EMAIL_MAX, MACRO_TITLE_MAX, FIELDS, label, NAME_MAX, PRIORITIES, STATUSES } from '../../src/api/ticket.js';
import { RULES as PASSWORD_RULES } from '../../src/features/account/PasswordPage.jsx';
import { RULES as SIGN_IN_RULES } from '../../src/features/account/SignInPage.jsx';
import { bodyError } from '../../src/features/conversation/messageErrors.js';
import { fieldErrors, FIELDS as FORM } from '../../src/features/new-ticket/sending.js';
import { showsSomething } from '../../src/browser/visible.js';

test('the portal offers the choices that the API accepts, in their order', () => {
  expect({ category: CATEGORIES, priority: PRIORITIES, status: STATUSES }).toEqual(choices);
});

test('every choice has a different word', () => {
  const values = [...CATEGORIES, ...PRIORITIES, ...STATUSES];
  expect(new Set(values.map(label)).size).toBe(values.length);
  expect(values.filter((value) => label(value) === value)).toEqual([]);
});

test('the portal refuses what the API would refuse for its length', () => {
  expect(FIELDS.title.max).toBe(limits.title_characters);
  expect(FIELDS.description.max).toBe(limits.description_characters);
  expect(NAME_MAX).toBe(limits.name_characters);
  expect(EMAIL_MAX).toBe(limits.email_characters);
  expect(MESSAGE_MAX).toBe(limits.message_characters);
  expect(MACRO_TITLE_MAX).toBe(limits.macro_title_characters);
  expect(PAGE_MAX).toBe(limits.page_size_max);
  expect(APPEARANCE_NAME_MAX).toBe(limits.appearance_name_characters);
});

test('the portal says of a ticket and a message what the API says', () => {
  const nothing = /** @type {any} */ (Object.fromEntries(FORM.map((name) => [name, ''])));
  const tooMuch = { ...nothing, ...Object.fromEntries(FORM.map((name) => [name, 'x'.repeat(limits.description_characters + 1)])) };
  const said = {
    empty: fieldErrors(nothing),
    too_long: { ...fieldErrors(tooMuch), email: fieldErrors({ ...nothing, email: `${tooMuch.email}@example.com` }).email },
    wrong: { email: fieldErrors({ ...nothing, email: 'anna' }).email },
  };
  const { duplicate_of: _, ...promised } = sentences.ticket;
  const ofCause = (/** @type {string} */ cause) =>
    Object.fromEntries(Object.entries(promised).flatMap(([name, each]) => (cause in each ? [[name, each[/** @type {never} */ (cause)]]] : [])));
  expect(said).toEqual({ empty: ofCause('empty'), too_long: ofCause('too_long'), wrong: ofCause('wrong') });
  expect({ empty: bodyError('\u200b'), too_long: bodyError('x'.repeat(limits.message_characters + 1)) }).toEqual(sentences.message.body);
});

test('the portal says of an empty username or password what the API says', () => {
  const empty = (/** @type {Record<string, { empty: string }>} */ fields) =>
    Object.fromEntries(Object.entries(fields).map(([name, each]) => [name, each.empty]));
  expect(SIGN_IN_RULES.missing).toEqual(empty(sentences.session));
  expect(PASSWORD_RULES.missing).toEqual(empty(sentences.password));
});

test('the portal sees the characters that the API sees', () => {
  const ranges = Object.values(invisible).flat().map((range) => range.map((code) => parseInt(code, 16)));
  const isShown = (/** @type {number} */ code) => !ranges.some(([first, last]) => first <= code && code <= last);
  const differing = [];
  for (let code = 0; code <= 0x10ffff; code += 1) {
    if (showsSomething(String.fromCodePoint(code)) !== isShown(code)) differing.push(code.toString(16));
  }
  expect(differing).toEqual([]);
});

test('a ticket that shows nothing, or too much, is refused before it is sent', () => {
  /** @type {import('../../src/features/new-ticket/sending.js').Written} */
  const whole = { title: 'a', description: 'b', category: 'billing', priority: 'low', name: '', email: '' };
  for (const nothing of ['', '\u200b', '\ufe0f', '\u034f', '\u180b\u17b5', '\u{e0100}', '\u3164 \u2800', '\u115f\n']) {
    expect(fieldErrors({ ...whole, title: nothing })).toEqual({ title: 'Enter a title' });
    expect(fieldErrors({ ...whole, description: nothing })).toEqual({ description: 'Enter a description' });
  }
  for (const shown of ['❤\ufe0f', '\u200bb', 'é', '😀'.repeat(limits.title_characters), '\u{20bb7}'.repeat(limits.title_characters)]) {
    expect(fieldErrors({ ...whole, title: shown })).toEqual({});
  }
  expect(fieldErrors({ ...whole, title: '😀'.repeat(limits.title_characters + 1) })).toHaveProperty('title');
  expect(fieldErrors({ ...whole, name: 'Åsa', email: 'asa@example.com' })).toEqual({});
  for (const email of ['asa', '@example.com', 'a b@example.com', 'asa@', `${'a'.repeat(250)}@b.se`]) {
    expect(fieldErrors({ ...whole, email }), email).toHaveProperty('email');
  }
});

test('the defaults of the portal are those of the API', () => {
  expect(DEFAULT_CHOICES).toEqual({ category: fallback.suggested_category, priority: fallback.suggested_priority });
});
