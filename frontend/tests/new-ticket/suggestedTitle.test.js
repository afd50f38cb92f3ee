import { expect, test } from 'vitest';
import { suggestedTitle } from '../../src/features/new-ticket/suggestedTitle.js';

test.each([
  ['The sign-in page refuses my new password', 'The sign-in page refuses my new password'],
  ['My invoice was charged twice. Please refund one.', 'My invoice was charged twice'],
  ['Why was my invoice charged twice? I paid once.', 'Why was my invoice charged twice?'],
  ['Hello! My printer takes the pages and prints nothing.', 'My printer takes the pages and prints nothing'],
  ['Hi,\n\nthe export stops half way.\nThanks', 'the export stops half way'],
  ['Dear Sir or Madam,\r\nthe export stops half way.', 'the export stops half way'],
  ['  The\texport   stops\u00a0half way…  ', 'The export stops half way…'],
  ['The export of 3.5 million rows stops.', 'The export of 3.5 million rows stops'],
  ['昨日からログインページが新しいパスワードを拒否します。助けてください。', '昨日からログインページが新しいパスワードを拒否します'],
  ['منذ هذا الصباح ترفض الصفحة كلمة المرور الجديدة.', 'منذ هذا الصباح ترفض الصفحة كلمة المرور الجديدة'],
  ['It fails\nand I cannot say why it does', 'and I cannot say why it does'],
])('the first sentence that says something: %j', (description, title) => {
  expect(suggestedTitle(description)).toBe(title);
});

test.each(['', '   \n ', 'Help me', 'Hi!\nHelp.', '\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b'])('nothing for %j', (description) => {
  expect(suggestedTitle(description)).toBe('');
});

test('a long sentence ends at a word, with 80 characters at most', () => {
  const title = suggestedTitle('Since the update of last Thursday the export of all my orders of the year stops half way with an error.');
  expect(title).toBe('Since the update of last Thursday the export of all my orders of the year stops…');
  expect([...title]).toHaveLength(80);
});

test.each(['x'.repeat(500), '\u{1F4A1}'.repeat(500)])('a long text without blanks is cut at 80 characters, none of them in two', (description) => {
  const title = suggestedTitle(description);
  expect([...title]).toHaveLength(80);
  expect(title).toMatch(/^(x{79}|\u{1F4A1}{79})…$/u);
});
