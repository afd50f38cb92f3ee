import { startTransition, useCallback, useEffect, useMemo, useState } from 'react';
import { ApiError } from '../../api/client.js';
import { listViews, updateView } from '../../api/views.js';
import { asView } from './views.js';

/**
 * @import { SavedView } from '../../api/views.js'
 * @import { Say } from '../../ui/useNotice.js'
 */

/**
 * The views that agents have saved. They are read again when the reader comes back to the page.
 *
 * @param {number} refreshKey another one asks again
 * @param {boolean} isWanted
 * @returns {{
 *   views: import('./views.js').View[] | null,
 *   keep: (view: SavedView) => void,
 *   drop: (id: number) => void,
 *   update: (view: SavedView, query: string, say: Say) => Promise<SavedView | null>,
 * }} null: not known yet; `keep` and `drop`: what the reader has changed; `update` saves another query
 */
export function useSavedViews(refreshKey, isWanted) {
  const [saved, setSaved] = useState(/** @type {SavedView[] | null} */ (null));
  const [looks, setLooks] = useState(0);
  useEffect(() => {
    const look = () => setLooks((count) => count + 1);
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, []);
  useEffect(() => {
    if (!isWanted) return undefined;
    const controller = new AbortController();
    // Without an answer the page goes on with what it knows.
    listViews(controller.signal).then((views) => startTransition(() => setSaved(views)), () => controller.signal.aborted || setSaved((before) => before ?? []));
    return () => controller.abort();
  }, [refreshKey, looks, isWanted]);

  const keep = useCallback((/** @type {SavedView} */ view) => {
    setSaved((before) => [...(before ?? []).filter(({ id }) => id !== view.id), view].toSorted((one, other) => one.name.localeCompare(other.name)));
  }, []);
  const drop = useCallback((/** @type {number} */ id) => setSaved((before) => (before ?? []).filter((view) => view.id !== id)), []);
  const update = useCallback(
    async (/** @type {SavedView} */ view, /** @type {string} */ query, /** @type {Say} */ say) => {
      try {
        const after = await updateView(view, { query });
        return after;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        const why = error.status === 412 ? 'Somebody else has just changed it. Reload the page, then save again.' : error.sentence || 'Try again in a moment.';
        say('error', `The view was not saved. ${why}`);
        return null;
      }
    },
    [],
  );
  return { views: useMemo(() => saved?.map(asView) ?? null, [saved]), keep, drop, update };
}
