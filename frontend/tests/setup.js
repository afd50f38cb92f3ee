import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import { server } from './api.js';
import { ScriptedWorker } from './events.js';
import { watchManagedTexts } from './managedTexts.js';

/** The time at which every test begins, shortly after the tickets of the contracts were sent. */
const NOW = new Date('2026-11-23T08:20:00Z');

/** @type {string[]} */
const complaints = [];
/** @type {() => string[]} */
let managedTexts;

/** What jsdom lacks of a browser. Nothing scrolls in it and nothing has a size. */
function furnish() {
  vi.stubGlobal('SharedWorker', ScriptedWorker);
  // Node's own would reach from one test into the next.
  vi.stubGlobal('BroadcastChannel', undefined);
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      observe() {}
      disconnect() {}
    },
  );
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener() {}, removeEventListener() {} }));
  vi.stubGlobal('scrollTo', () => {});
  // Newer browsers answer with a promise, which an effect must not return.
  Element.prototype.scrollTo = () => /** @type {any} */ (Promise.resolve());
  // A pane that is scrolled is as high as the window.
  Object.defineProperty(Element.prototype, 'clientHeight', {
    configurable: true,
    get() {
      return this.localName === 'section' ? window.innerHeight : 0;
    },
  });
  Element.prototype.scrollIntoView = () => /** @type {any} */ (Promise.resolve());
  // Its style sheet hides popovers, and it never opens one.
  HTMLElement.prototype.showPopover = function () {
    this.style.display = 'block';
  };
  HTMLElement.prototype.hidePopover = () => {};
  /** What had the focus before. @type {WeakMap<HTMLDialogElement, Element | null>} */
  const openers = new WeakMap();
  HTMLDialogElement.prototype.showModal = function () {
    openers.set(this, document.activeElement);
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function () {
    this.open = false;
    /** @type {HTMLElement | null | undefined} */ (openers.get(this))?.focus();
    this.dispatchEvent(new Event('close'));
  };
}

// A second, the default, is not always enough for a busy machine to draw a page.
configure({ asyncUtilTimeout: 10_000 });

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));

beforeEach(() => {
  // Time advances, so that requests are answered, and a test can advance it further.
  vi.useFakeTimers({
    now: NOW,
    shouldAdvanceTime: true,
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
  });
  furnish();
  managedTexts = watchManagedTexts();
  for (const kind of /** @type {const} */ (['error', 'warn'])) {
    vi.spyOn(console, kind).mockImplementation((...words) => void complaints.push(words.join(' ')));
  }
});

afterEach(() => {
  const held = managedTexts();
  cleanup();
  server.resetHandlers();
  ScriptedWorker.started = [];
  localStorage.clear();
  sessionStorage.clear();
  window.history.replaceState(null, '', '/');
  vi.useRealTimers();
  vi.unstubAllGlobals();
  expect(complaints.splice(0), 'React or the browser complained on the console').toEqual([]);
  expect(held, 'a translated page would break at these texts: wrap each in an element').toEqual([]);
});

afterAll(() => server.close());
