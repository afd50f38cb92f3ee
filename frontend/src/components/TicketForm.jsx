import { lazy, Suspense } from 'react';
import { useKnownSession } from '../hooks/useSession.js';
import { useTicketForm } from '../hooks/useTicketForm.js';
import { refusedWords } from '../sending.js';
import { CATEGORIES, DESCRIPTION_MAX, PRIORITIES, TITLE_MAX } from '../ticket.js';
import { ChoiceField } from './ChoiceField.jsx';
import { ErrorBoundary } from './ErrorBoundary.jsx';
import { Icon, ICONS } from './icons.jsx';
import { PriorityBars } from './PriorityMark.jsx';
import { SubmitButton } from './SubmitButton.jsx';
import { SuggestionLine } from './SuggestionLine.jsx';
import { TextField } from './TextField.jsx';
import { TicketLink } from './TicketLink.jsx';

/**
 * @import { Ticket } from '../ticket.js'
 * @import { Sending } from '../hooks/useCreateTicket.js'
 */

const PrivateLink = lazy(() => import('./PrivateLink.jsx'));

/**
 * A new ticket, with a category and a priority suggested while it is described.
 *
 * @param {object} props
 * @param {(ticket: Ticket) => void} props.onCreated
 * @param {(id: number) => void} props.onTicket
 * @param {import('react').Ref<HTMLInputElement>} props.titleRef
 */
export function TicketForm({ onCreated, onTicket, titleRef }) {
  const { form, draft, change, category, priority, status, suggestion, advice, errors, sending, lastSent, submit } =
    useTicketForm(onCreated);
  const isLocked = sending.status === 'sending';
  const isOpen = category.origin === 'suggested' || priority.origin === 'suggested';

  return (
    <form
      ref={form}
      noValidate
      aria-labelledby="new-ticket"
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <h2 id="new-ticket" className="font-semibold">
        New ticket
      </h2>
      <TextField
        ref={titleRef}
        name="title"
        caption="Title"
        value={draft.title}
        onChange={(title) => change({ title })}
        max={TITLE_MAX}
        error={errors.title}
        isLocked={isLocked}
      />
      <TextField
        name="description"
        caption="Describe the problem"
        value={draft.description}
        onChange={(description) => change({ description })}
        max={DESCRIPTION_MAX}
        rows={6}
        placeholder="What happened, and what did you expect?"
        error={errors.description}
        isLocked={isLocked}
      />
      <ChoiceField
        name="category"
        legend="Category"
        values={CATEGORIES}
        {...category}
        sign={(value) => <Icon path={ICONS[value]} className="size-3.5" />}
        onChoose={(value) => change({ category: value })}
        describedBy="suggestion"
        error={errors.category}
      />
      <ChoiceField
        name="priority"
        legend="Priority"
        values={PRIORITIES}
        {...priority}
        sign={(value) => <PriorityBars priority={value} />}
        onChoose={(value) => change({ priority: value })}
        describedBy="suggestion"
        error={errors.priority}
      />
      <div>
        <SuggestionLine
          id="suggestion"
          status={status}
          isQuiet={sending.status === 'sent'}
          suggestion={suggestion}
          advice={advice}
          isOpen={isOpen}
          onAccept={() => change({ category: category.value, priority: priority.value })}
        />
        <Outcome sending={sending} hasFieldErrors={Object.keys(errors).length > 0} onTicket={onTicket} />
      </div>
      <SubmitButton isBusy={isLocked} busy="Sending…">
        Send ticket
      </SubmitButton>
      {lastSent?.private_link && (
        <ErrorBoundary instead={<a href={lastSent.private_link}>{`Your private link to #${lastSent.id}`}</a>}>
          <Suspense fallback={null}>
            <PrivateLink key={lastSent.id} path={lastSent.private_link} caption={`Your private link to #${lastSent.id}`} />
          </Suspense>
        </ErrorBoundary>
      )}
    </form>
  );
}

/**
 * What became of it. The two regions are always there, so that screen readers hear what fills them.
 *
 * @param {{ sending: Sending, hasFieldErrors: boolean, onTicket: (id: number) => void }} props
 */
function Outcome({ sending, hasFieldErrors, onTicket }) {
  const { may } = useKnownSession();
  return (
    <div className="text-small">
      <p role="status">
        {sending.status === 'sent' && (
          <span className="-mt-10 flex min-h-10 items-center gap-1.5 text-green">
            <Icon path={ICONS.check} className="size-3.5" />
            <span>
              {may.view ? (
                <>
                  <span>{`Ticket #${sending.ticket.id} is sent. `}</span>
                  <TicketLink id={sending.ticket.id} className="underline underline-offset-2" onTicket={onTicket}>
                    Open it
                  </TicketLink>
                  <span> or write the next one.</span>
                </>
              ) : (
                <span>{`Ticket #${sending.ticket.id} is sent. Keep its link below to see what becomes of it.`}</span>
              )}
            </span>
          </span>
        )}
        {sending.status === 'waiting' && (
          <span className="block pt-2">
            We could not reach the server. Your ticket is kept here and will be sent when you are back online.
          </span>
        )}
      </p>
      <p role="alert" className="text-red">
        {sending.status === 'failed' && !hasFieldErrors && (
          <span className="block pt-2">{refusedWords(sending.error)}</span>
        )}
      </p>
    </div>
  );
}
