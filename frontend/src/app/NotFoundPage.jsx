import { useEffect } from 'react';
import { Bar } from '../ui/Bar.jsx';
import { Drawing } from '../ui/State.jsx';
import { unlisted } from '../browser/places.js';
import { useTitle } from '../browser/useAppearance.js';

/** For an address of the portal that leads nowhere. */
export default function NotFoundPage() {
  useTitle('Page not found');
  useEffect(() => unlisted(), []);
  return (
    <div className="min-h-dvh">
      <Bar />
      <main className="mx-auto max-w-[44rem] px-4 py-8 lg:px-6 lg:pt-16">
        <Drawing name="search" />
        <h2 className="mt-3 text-figure font-semibold">Page not found</h2>
        <p className="mt-2 wrap-anywhere">
          <span>There is nothing at </span>
          <bdi className="font-medium">{readable(window.location.pathname)}</bdi>
          <span>. Check the address, or start from the first page.</span>
        </p>
        <p className="mt-5">
          <a
            href="/"
            className="inline-grid min-h-11 place-items-center rounded-md bg-accent px-4 font-semibold text-on-accent hover:bg-accent-hover lg:min-h-9"
          >
            Go to the first page
          </a>
        </p>
      </main>
    </div>
  );
}

/** @param {string} path */
function readable(path) {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
