import { fetchSimilarStats } from '../../api/similar.js';
import { useHasRole } from '../account/useSession.js';
import { share } from '../suggestions/ledger.js';
import { useLoaded } from '../ticket/useLoaded.js';

/** @import { SimilarStats } from '../../api/similar.js' */

/**
 * How many of the pairs that agents judged under "Possibly the same" are the same, for accounts with a role.
 *
 * @param {{ days: number, turn: unknown }} props turn: another one asks again
 */
export function Precision({ days, turn }) {
  const hasRole = useHasRole();
  const stats = useLoaded(hasRole ? `${days} ${turn}` : '', (signal) => fetchSimilarStats(days, signal));
  if (!hasRole || !stats) return null;
  return (
    <div className="mt-3 max-w-[60ch] text-small text-ink-soft">
      <h4 className="font-medium text-ink">Possibly the same</h4>
      {stats.models.length === 0 && <p>{`No similar tickets were judged in the last ${stats.days} days.`}</p>}
      {stats.models.map((each) => (
        <p key={each.model}>{wordsOf(each)}</p>
      ))}
    </div>
  );
}

/** @param {SimilarStats['models'][number]} of */
const wordsOf = ({ model, judged, duplicates }) =>
  `${duplicates.toLocaleString()} of ${judged.toLocaleString()} judged ${judged === 1 ? 'pair' : 'pairs'} of similar tickets ${duplicates === 1 ? 'is' : 'are'} the same (${share(duplicates, judged)}), found by ${model}.`;
