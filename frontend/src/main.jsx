import { startTransition, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.jsx';
import { BrokenPage, ErrorBoundary } from './components/ErrorBoundary.jsx';
import './styles.css';

const root = createRoot(/** @type {HTMLElement} */ (document.getElementById('root')));
// As a transition, so that the first render of a slow phone is cut into pieces between which it answers.
startTransition(() =>
  root.render(
    <StrictMode>
      <ErrorBoundary instead={<BrokenPage />}>
        <App />
      </ErrorBoundary>
    </StrictMode>,
  ),
);
