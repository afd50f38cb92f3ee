import { useEffect, useId, useRef, useState } from 'react';
import { ApiError } from '../../api/client.js';
import { judge, listSimilar, withdraw } from '../../api/similar.js';
import { label } from '../../api/ticket.js';
import { useNow } from '../../browser/useNow.js';
import { Ago } from '../../ui/Ago.jsx';
import { StatusDot } from '../../ui/StatusDot.jsx';
import { useLoaded } from '../ticket/useLoaded.js';
import { TicketLink } from '../tickets/TicketLink.jsx';

/**
 * @import { SimilarTicket, Verdict } from '../../api/similar.js'
 * @import { Ticket } from '../../api/ticket.js'
 * @import { Changes } from '../tickets/useTicketChange.js'
 */

/** @typedef {{ verdict: Verdict, other: number, status: Ticket['status'] }} Done status: of the ticket before */

/**
 * Tickets that may report the same problem, on the page of a ticket. An agent says of each whether it does.
 *
 * @param {object} props
 * @param {Ticket} props.ticket
 * @param {boolean} props.isOriginal whether the ticket has duplicates, so that it cannot become one
 * @param {boolean} props.mayChange
 * @param {(changes: Changes) => void} props.onChange
 * @param {() => void} props.onReload reads the ticket again
 * @param {(id: number) => void} props.onTicket
 */
export default function PossiblySame({ ticket, isOriginal, mayChange, onChange, onReload, onTicket }) {
  const heading = useId();
  const now = useNow();
  const outcome = useRef(/** @type {HTMLParagraphElement | null} */ (null));
  const [done, setDone] = useState(/** @type {Done | null} */ (null));
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState('');
  const [judged, setJudged] = useState(/** @type {number[]} */ ([]));
  const { id, duplicate_of: original } = ticket;
  const [first] = useState(original);
  // A duplicate that is unmarked shows its similar tickets when the server has stored that.
  const asked = first ? !original && ticket.updated_at : 'once';
  const found = useLoaded(asked ? `${id} ${asked}` : '', (signal) => listSimilar(id, signal)) ?? [];
  const shown = original ? [] : found.filter((each) => !judged.includes(each.id));

  // The pressed button has left the page.
  useEffect(() => outcome.current?.focus(), [done]);

  const attempt = async (/** @type {() => Promise<void>} */ work) => {
    if (isBusy) return;
    setError('');
    setIsBusy(true);
    try {
      await work();
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      setError(failure.sentence || 'That was not saved. Try again in a moment.');
    } finally {
      setIsBusy(false);
    }
  };
  const say = (/** @type {SimilarTicket} */ other, /** @type {Verdict} */ verdict) =>
    attempt(async () => {
      await judge(id, other.id, verdict);
      setDone({ verdict, other: other.id, status: ticket.status });
      setJudged((before) => [...before, other.id]);
      if (verdict === 'duplicate') onReload();
    });
  const undo = (/** @type {Done} */ { verdict, other, status }) =>
    attempt(async () => {
      if (verdict === 'duplicate') onChange({ duplicate_of: null, status });
      else await withdraw(id, other);
      setDone(null);
      setJudged((before) => before.filter((each) => each !== other));
    });

  // The ticket is read anew after it was marked, and somebody else may have unmarked it.
  const isMarked = done?.verdict === 'duplicate' && original === done.other;
  const isHidden = shown.length === 0 && !done && !error;
  return (
    <section aria-labelledby={isHidden ? undefined : heading} className={isHidden ? '' : 'mt-3 border-t border-line pt-3 text-small print:hidden'}>
      {!isHidden && (
        <h3 id={heading} className="font-semibold">
          Possibly the same
        </h3>
      )}
      <ul className="divide-y divide-line">
        {shown.map((other) => (
          <li key={other.id} className="py-1">
            <TicketLink id={other.id} className="flex min-h-11 items-center gap-2 hover:underline lg:min-h-7" title={other.title} onTicket={onTicket}>
              <span className="shrink-0 text-ink-soft tabular-nums" translate="no">{`#${other.id} `}</span>
              <bdi className="min-w-0 grow truncate">{other.title}</bdi>
            </TicketLink>
            <p className="flex flex-wrap items-center gap-x-2 text-ink-soft">
              <span className="flex items-center gap-1">
                <StatusDot status={other.status} />
                <span>{label(other.status)}</span>
              </span>
              <Ago time={other.created_at} now={now} />
              <span>{`${Math.round(other.similarity * 100)} % alike`}</span>
            </p>
            {mayChange && (
              <p className="-ml-2 flex flex-wrap">
                {!isOriginal && (
                  <Choice other={other} word="Duplicate of this" isBusy={isBusy} onChoose={() => void say(other, 'duplicate')} />
                )}
                <Choice other={other} word="Not the same" isBusy={isBusy} onChoose={() => void say(other, 'different')} />
              </p>
            )}
          </li>
        ))}
      </ul>
      <div role="status">
        {done && (
          <p ref={outcome} tabIndex={-1} className="flex flex-wrap items-center justify-between gap-x-2 text-ink-soft outline-none">
            <span>{done.verdict === 'duplicate' ? `Marked as a duplicate of #${done.other}, and closed.` : `#${done.other} is not the same.`}</span>
            {(isMarked || done.verdict === 'different') && (
              <button type="button" className="quiet-button -mr-2 text-accent!" aria-disabled={isBusy} onClick={() => void undo(done)}>
                Undo
              </button>
            )}
          </p>
        )}
      </div>
      <div role="alert">{error && <p className="text-red">{error}</p>}</div>
    </section>
  );
}

/** @param {{ other: SimilarTicket, word: string, isBusy: boolean, onChoose: () => void }} props */
function Choice({ other, word, isBusy, onChoose }) {
  return (
    <button type="button" className="quiet-button text-accent!" aria-label={`${word}: #${other.id}`} aria-disabled={isBusy} onClick={onChoose}>
      {word}
    </button>
  );
}
