import { Component } from 'react';

/**
 * Confines an error of its children, so that the rest of the page keeps working.
 *
 * @extends {Component<{ instead: import('react').ReactNode, children: import('react').ReactNode }, { isBroken: boolean }>}
 */
export class ErrorBoundary extends Component {
  state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  render() {
    return this.state.isBroken ? this.props.instead : this.props.children;
  }
}

/** Shown when rendering the page failed. */
export function BrokenPage() {
  return (
    <main role="alert" className="mx-auto grid max-w-md justify-items-start gap-3 p-8">
      <p>Something went wrong on this page. Reload it; what you were writing is kept.</p>
      <button
        type="button"
        className="min-h-11 rounded-md bg-accent px-4 font-semibold text-on-accent hover:bg-accent-hover"
        onClick={() => window.location.reload()}
      >
        Reload
      </button>
    </main>
  );
}
