import { render, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { BrokenPage, ErrorBoundary } from '../../src/ui/ErrorBoundary.jsx';

/** @returns {never} */
function Broken() {
  throw new Error('broken for this test');
}

test('a page that broke says what to do instead of going blank', () => {
  // React reports the error on the console.
  vi.spyOn(console, 'error').mockImplementation(() => {});
  render(
    <ErrorBoundary instead={<BrokenPage />}>
      <Broken />
    </ErrorBoundary>,
  );
  expect(screen.getByRole('alert')).toHaveTextContent('Reload it; what you were writing is kept.');
  expect(screen.getByRole('button', { name: 'Reload' })).toBeInTheDocument();
});
