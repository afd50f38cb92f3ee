import { act, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { vi } from 'vitest';
import { App } from '../src/App.jsx';

/**
 * Opens the portal as a person would, at an address.
 *
 * @param {string} [address]
 */
export function openPortal(address = '/') {
  window.history.replaceState(null, '', address);
  const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });
  const view = render(<App />);
  return { user, ...view };
}

/** @param {number} ms */
export const pass = (ms) => act(() => vi.advanceTimersByTimeAsync(ms));

export const form = () => within(screen.getByRole('form', { name: /New ticket/ }));

/** @param {number} id */
export const card = async (id) => within(await screen.findByRole('article', { name: `Ticket #${id}` }));

/**
 * A promise that a test opens when it wants a server to answer.
 *
 * @returns {{ wait: Promise<void>, open: () => void }}
 */
export function gate() {
  /** @type {() => void} */
  let open = () => {};
  const wait = new Promise((/** @type {(value: void) => void} */ resolve) => {
    open = resolve;
  });
  return { wait, open: () => open() };
}
