import { describe, expect, test } from 'vitest';
import contract from '../../../contracts/folding.json';
import invisible from '../../../contracts/invisible.json';
import { isListed, NO_FILTERS } from '../../src/features/tickets/filters.js';
import { findWords, fold, LETTERS, searchWords, ticketNumber } from '../../src/ui/folding.js';
import { ticket } from '../api.js';

test('the short table is the one of the server', () => {
  expect(LETTERS).toEqual(contract.letters);
});

test.each(contract.texts)('folds %j as the server does', (text, folded) => {
  expect(fold(text)).toBe(folded);
});

test('folds away what shows nothing', () => {
  const left = Object.values(invisible).flat().flatMap(([first, last]) => {
    const codes = Array.from({ length: parseInt(last, 16) - parseInt(first, 16) + 1 }, (_, nth) => parseInt(first, 16) + nth);
    return codes.filter((code) => code && fold(String.fromCodePoint(code)));
  });
  expect(left).toEqual([]);
});

test.each(/** @type {[string, string[]][]} */ (contract.searches))('reads the words of %j as the server does', (search, words) => {
  expect(searchWords(search)).toEqual(words);
});

test.each(/** @type {[string, number | null][]} */ (contract.numbers))('reads the number of %j as the server does', (search, number) => {
  expect(ticketNumber(search)).toBe(number);
});

describe('where words are in a text', () => {
  test.each([
    ['The Büro', 'buro', ['Büro']],
    ['The Bu\u0308ro!', 'BÜRO', ['Bu\u0308ro']],
    ['Straße, STRASSE', 'strasse', ['Straße', 'STRASSE']],
    ['Maß', 'as', ['aß']],
    ['pass\u200bword', 'password', ['pass\u200bword']],
    ['stays\r\n  white', '"stays white"', ['stays\r\n  white']],
    ['\u1112\u1161\u11ab\u1100\u116e\u11a8\u110b\u1165', '한국', ['\u1112\u1161\u11ab\u1100\u116e\u11a8']],
    ['ΟΔΥΣΣΕΥΣ', 'οδυσσεύς', ['ΟΔΥΣΣΕΥΣ']],
    ['a.b axb', 'a.b', ['a.b']],
    ['banana', 'ana nan', ['anan']],
    ['sign in, signing', 'sign signing', ['sign', 'signing']],
    ['İstanbul x', 'istanbul', ['İstanbul']],
    ['👩\u200d💻 help 👍', 'help', ['help']],
    ['nothing', 'else', []],
  ])('%j has %j at %j', (text, search, marked) => {
    const found = findWords(text, searchWords(search)).map(([start, end]) => text.slice(start, end));
    expect(found).toEqual(marked);
  });

  test('every letter that is folded alone is found where it is', () => {
    const differing = contract.texts.filter(([text, folded]) => {
      const [[start, end] = [0, 0]] = folded ? findWords(`<${text}>`, [folded]) : [[1, 1 + text.length]];
      return folded !== fold(`<${text}>`.slice(start, end));
    });
    expect(differing).toEqual([]);
  });
});

test.each([
  ['buro', true],
  ['“das büro”', true],
  ['"büro ist"', false],
  ['#17', true],
  ['17', true],
  ['"17"', false],
  ['18', false],
  ['\u00ad', true],
])('a ticket that arrives live is listed for %j as by the server: %j', (search, listed) => {
  const arrived = ticket({ id: 17, title: 'Das Bu\u0308ro', description: 'Ist zu.' });
  expect(isListed(arrived, { ...NO_FILTERS, search })).toBe(listed);
});
