import { useState } from 'react';
import { useLedger } from './useLedger.js';
import { fallbackWords, reliabilityWords, share, sourceWords, stateWords } from './ledger.js';
import { AcceptanceTrend } from './AcceptanceTrend.jsx';
import { ConfusionTable } from './ConfusionTable.jsx';
import { Figure } from '../../ui/Figure.jsx';
import { Select } from '../../ui/fields/Select.jsx';
import { Precision } from '../similar/Precision.jsx';
import { WrongSuggestions } from './WrongSuggestions.jsx';

/**
 * @import { SuggestionStats } from '../../api/tickets.js'
 * @import { Breaker } from '../dashboard/useBreaker.js'
 * @import { SuggestedField } from './ledger.js'
 */

const PERIODS = [7, 30, 90, 365];
/** @type {[SuggestedField, string][]} */
const FIELDS = [
  ['category', 'Category'],
  ['priority', 'Priority'],
];

/**
 * How good the suggestions are: what people made of them, what they are mistaken for, and the state of
 * the classifier (docs/suggestions.md).
 *
 * @param {object} props
 * @param {Breaker} props.breaker
 * @param {unknown} props.turn another one asks again
 * @param {(id: number) => void} props.onTicket
 */
export default function SuggestionsPanel({ breaker, turn, onTicket }) {
  const [days, setDays] = useState(30);
  const [field, setField] = useState(/** @type {SuggestedField} */ ('category'));
  const { ledger, retry } = useLedger(days, turn);

  const isReady = ledger.status === 'ready';

  return (
    // It is laid out by the width of its place.
    <div className="@container">
      <div
        className="grid content-start gap-x-8 gap-y-6 pb-4 @2xl:grid-cols-2 @[71.5rem]:grid-cols-[19.5rem_minmax(10rem,1fr)_19rem_17rem]"
        aria-busy={ledger.status === 'loading'}
      >
        <div>
          <div className="flex flex-wrap items-center gap-2">
            <Fields field={field} onField={setField} />
            <Select aria-label="Period" value={days} onChange={(event) => setDays(Number(event.target.value))}>
              {PERIODS.map((each) => (
                <option key={each} value={each}>
                  {`Last ${each} days`}
                </option>
              ))}
            </Select>
          </div>
          {isReady && <Summary stats={ledger.stats} field={field} breaker={breaker} />}
          <Precision days={days} turn={turn} />
        </div>
        {ledger.status === 'loading' && <div className="h-60" />}
        {ledger.status === 'failed' && (
          <p role="alert" className="text-ink-soft">
            <span>What became of the suggestions could not be loaded. </span>
            <button type="button" className="min-h-11 font-medium text-accent hover:underline lg:min-h-6" onClick={retry}>
              Try again
            </button>
          </p>
        )}
        {isReady && ledger.stats.tickets.suggested === 0 && (
          <p className="text-ink-soft">
            {`No ticket was sent with a suggestion in the last ${ledger.stats.days} days. Once some are, this shows what people made of them.`}
          </p>
        )}
        {isReady && ledger.stats.tickets.suggested > 0 && (
          <>
            <AcceptanceTrend days={ledger.stats.days} trend={ledger.stats.trend} field={field} />
            <ConfusionTable field={field} confusion={ledger.stats[field].confusion} />
            <WrongSuggestions wrong={ledger.wrong} onTicket={onTicket} />
          </>
        )}
      </div>
    </div>
  );
}

/** @param {{ field: SuggestedField, onField: (field: SuggestedField) => void }} props */
function Fields({ field, onField }) {
  return (
    <div role="group" aria-label="Field" className="flex rounded-md border border-line-strong p-px">
      {FIELDS.map(([name, caption]) => (
        <button
          key={name}
          type="button"
          aria-pressed={field === name}
          className={`min-h-11 rounded px-2.5 lg:min-h-7 ${field === name ? 'bg-accent-soft font-medium text-accent' : 'text-ink-soft hover:text-ink'}`}
          onClick={() => onField(name)}
        >
          {caption}
        </button>
      ))}
    </div>
  );
}

/**
 * The figures of one field, and the state of the classifier in sentences.
 *
 * @param {{ stats: SuggestionStats, field: SuggestedField, breaker: Breaker }} props
 */
function Summary({ stats, field, breaker }) {
  const { suggested } = stats.tickets;
  const counts = stats[field];
  const sentences = [
    stateWords(breaker),
    sourceWords(stats),
    fallbackWords(stats.answers),
    reliabilityWords(stats.reliability, field),
  ];
  return (
    <>
      <dl className="mt-3 grid grid-cols-2 gap-x-6 gap-y-2 min-[420px]:grid-cols-4 @2xl:grid-cols-2">
        <Figure name="Suggested" value={suggested} hint="Tickets that were sent with a suggestion for their text" />
        <Figure name="Accepted" value={share(counts.accepted, suggested)} hint="Sent as suggested" />
        <Figure name="Overridden" value={counts.overridden} hint="Sent otherwise" />
        <Figure name="Corrected later" value={counts.corrected} hint="Changed after the ticket was sent" />
      </dl>
      <p className="mt-3 max-w-[60ch] text-small text-ink-soft">{sentences.filter(Boolean).join(' ')}</p>
    </>
  );
}
