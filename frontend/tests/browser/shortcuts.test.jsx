import { fireEvent, render } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { useShortcuts } from '../../src/browser/useShortcuts.js';

/** @param {{ actions: import('../../src/browser/useShortcuts.js').Actions, children?: import('react').ReactNode }} props */
function Keys({ actions, children }) {
  useShortcuts(actions);
  return children;
}

/** @param {string} key  @param {string} code  @param {KeyboardEventInit} [more] */
const press = (key, code, more = {}) => fireEvent.keyDown(document.body, { key, code, ...more });

// A Latin letter, so that no layout of an earlier test is remembered.
beforeEach(() => void press('q', 'KeyQ'));

test('a pair of keys is one action, and neither key is another one meanwhile', () => {
  const [pair, second] = [vi.fn(), vi.fn()];
  render(
    <Keys actions={{ 'g m': pair, m: second }}>
      <Keys actions={{ m: second }} />
    </Keys>,
  );
  press('g', 'KeyG');
  press('m', 'KeyM');
  expect([pair.mock.calls.length, second.mock.calls.length]).toEqual([1, 0]);
  press('m', 'KeyM');
  expect(second).toHaveBeenCalledTimes(1);
});

test('a key that ends no pair does nothing, and the next one counts again', () => {
  const [pair, other] = [vi.fn(), vi.fn()];
  render(<Keys actions={{ 'g m': pair, x: other }} />);
  press('g', 'KeyG');
  press('x', 'KeyX');
  expect(other).not.toHaveBeenCalled();
  press('x', 'KeyX');
  press('m', 'KeyM');
  expect(other).toHaveBeenCalledTimes(1);
  expect(pair).not.toHaveBeenCalled();
});

test('a pair is one on a layout without Latin letters too', () => {
  const pair = vi.fn();
  render(<Keys actions={{ 'g m': pair }} />);
  press('п', 'KeyG');
  press('ь', 'KeyM');
  expect(pair).toHaveBeenCalledTimes(1);
});

test.each([
  ['X', 'KeyX', 'Shift+x'],
  ['Ч', 'KeyX', 'Shift+x'],
  ['x', 'KeyX', 'Shift+x'],
])('Shift with %s is a key: %s', (key, code, name) => {
  const [shifted, plain] = [vi.fn(), vi.fn()];
  render(<Keys actions={{ [name]: shifted, x: plain }} />);
  press(key, code, { shiftKey: true });
  expect([shifted.mock.calls.length, plain.mock.calls.length]).toEqual([1, 0]);
});

test.each([
  ['Ctrl', 'k', 'KeyK', { ctrlKey: true }, 1],
  ['Command', 'k', 'KeyK', { metaKey: true }, 1],
  ['Ctrl on a Russian layout', 'л', 'KeyK', { ctrlKey: true }, 1],
  ['Ctrl and Shift', 'K', 'KeyK', { ctrlKey: true, shiftKey: true }, 0],
  ['Ctrl and Alt', 'k', 'KeyK', { ctrlKey: true, altKey: true }, 0],
  ['nothing', 'k', 'KeyK', {}, 0],
])('Ctrl+k is pressed with %s', (_, key, code, more, times) => {
  const command = vi.fn();
  render(<Keys actions={{ 'Ctrl+k': command }} />);
  press(key, code, more);
  expect(command).toHaveBeenCalledTimes(times);
});

test('the component that was mounted last has a key, until it leaves', () => {
  const [outer, inner] = [vi.fn(), vi.fn()];
  const { rerender } = render(<Keys actions={{ i: outer }} />);
  rerender(<Keys actions={{ i: outer }}><Keys actions={{ i: inner }} /></Keys>);
  press('i', 'KeyI');
  expect([outer.mock.calls.length, inner.mock.calls.length]).toEqual([0, 1]);
  rerender(<Keys actions={{ i: outer }} />);
  press('i', 'KeyI');
  expect(outer).toHaveBeenCalledTimes(1);
});
