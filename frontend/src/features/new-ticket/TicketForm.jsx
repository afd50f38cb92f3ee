import { lazy, Suspense } from 'react';
import { flushSync } from 'react-dom';
import { WaitingTickets } from './WaitingTickets.jsx';
import { SENT } from '../request/sentLinks.js';
import { useKnownSession } from '../account/useSession.js';
import { useStored } from '../../browser/useStored.js';
import { useTicketForm } from './useTicketForm.js';
import { refusedWords } from './sending.js';
import { RequesterFields } from './RequesterFields.jsx';
import { DEFAULT_CHOICES, FIELDS, FORM_FIELDS } from '../../api/ticket.js';
import { ChoiceField } from '../../ui/fields/ChoiceField.jsx';
import { ErrorBoundary } from '../../ui/ErrorBoundary.jsx';
import { Icon, ICONS } from '../../ui/icons.jsx';
import { PriorityBars } from '../../ui/PriorityMark.jsx';
import { SubmitButton } from '../../ui/fields/SubmitButton.jsx';
import { OwnSimilar } from '../similar/Similar.jsx';
import { SuggestionLine } from './SuggestionLine.jsx';
import { TextField } from '../../ui/fields/TextField.jsx';
import { TicketLink } from '../tickets/TicketLink.jsx';

/**
 * @import { SentTicket } from '../../api/tickets.js'
 * @import { Category, Priority, Ticket } from '../../api/ticket.js'
 * @import { Sending } from '../sending/useSending.js'
 */

const PrivateLink = lazy(() => import('../request/PrivateLink.jsx'));
const YourTickets = lazy(() => import('../request/YourTickets.jsx'));
const SentCard = lazy(() => import('./SentCard.jsx'));

/** @type {Record<string, (value: any) => import('react').ReactNode>} */
const SIGNS = {
  category: (/** @type {Category} */ value) => <Icon path={ICONS[value]} className="size-3.5" />,
  priority: (/** @type {Priority} */ value) => <PriorityBars priority={value} />,
};

/**
 * A new ticket: described first, with a title, a category and a priority suggested meanwhile.
 *
 * @param {object} props
 * @param {(ticket: Ticket) => void} props.onCreated
 * @param {(id: number) => void} props.onTicket
 * @param {import('react').RefObject<HTMLTextAreaElement | null>} props.firstFieldRef
 */
export function TicketForm({ onCreated, onTicket, firstFieldRef }) {
  const { form, filled, change, requester, changeRequester, status, suggestion, ...rest } = useTicketForm(onCreated);
  const { advice, errors, hasAccount, submit, ...outcome } = rest;
  const { sending, lastSent, isElsewhere, isFormFree, waiting, edit, sendAnother } = outcome;
  const { may, session } = useKnownSession();
  const hasLinks = useStored(SENT).length > 0 && !session?.account;
  const isLocked = sending.status === 'sending';
  const { category, priority } = filled;
  const isOpen = category.origin === 'suggested' || priority.origin === 'suggested';
  const accept = () => change(/** @type {any} */ (Object.fromEntries(FORM_FIELDS.map((name) => [name, filled[name].value]))));

  const yourTickets = hasLinks && (
    <ErrorBoundary instead={null}>
      <Suspense fallback={null}>
        <YourTickets except={sending.status === 'sent' || may.view ? lastSent?.id : undefined} />
      </Suspense>
    </ErrorBoundary>
  );

  if (sending.status === 'sent' && isFormFree && !may.view) {
    const another = () => {
      flushSync(sendAnother);
      firstFieldRef.current?.focus();
    };
    return (
      <>
        <LinkBoundary ticket={sending.answer}>
          <SentCard key={sending.answer.id} ticket={sending.answer} onAnother={another} />
        </LinkBoundary>
        {yourTickets}
      </>
    );
  }
  return (
    <>
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
        {FORM_FIELDS.map((name) => {
          const { label, caption = label, values, max = Infinity, rows, placeholder } = FIELDS[name];
          const fill = (/** @type {string} */ value) => change({ [name]: value });
          if (values) {
            return (
              <ChoiceField
                key={name}
                name={name}
                legend={caption}
                values={values}
                {...filled[name]}
                sign={SIGNS[name]}
                onChoose={fill}
                describedBy={name in DEFAULT_CHOICES ? 'suggestion' : undefined}
                error={errors[name]}
              />
            );
          }
          const isFirst = name === FORM_FIELDS[0];
          return (
            <div key={name}>
              <TextField
                ref={isFirst ? firstFieldRef : undefined}
                name={name}
                caption={caption}
                value={filled[name].value}
                onChange={fill}
                max={max}
                rows={rows}
                placeholder={placeholder}
                error={errors[name]}
                isSuggested={filled[name].origin === 'suggested'}
                isLocked={isLocked}
              />
              {isFirst && (
                <SuggestionLine
                  id="suggestion"
                  status={status}
                  suggestion={suggestion}
                  advice={advice}
                  isOpen={isOpen}
                  onAccept={accept}
                />
              )}
            </div>
          );
        })}
        {/* A suggested title says nothing that the description does not. */}
        {hasLinks && (
          <OwnSimilar title={filled.title.origin === 'chosen' ? filled.title.value : ''} description={filled.description.value} />
        )}
        <RequesterFields
          requester={requester}
          hasAccount={hasAccount}
          errors={errors}
          isLocked={isLocked}
          onChange={changeRequester}
        />
        <Outcome sending={sending} hasFieldErrors={Object.keys(errors).length > 0} isElsewhere={isElsewhere} onTicket={onTicket} />
        <SubmitButton isBusy={isLocked} busy="Sending…">
          Send ticket
        </SubmitButton>
        <WaitingTickets tickets={waiting} isFormFree={isFormFree} onEdit={edit} />
        {lastSent?.private_link && may.view && (
          <LinkBoundary ticket={lastSent}>
            <PrivateLink key={lastSent.id} path={lastSent.private_link} caption={`${hasAccount ? 'The requester’s' : 'Your'} private link to #${lastSent.id}`} />
          </LinkBoundary>
        )}
      </form>
      {yourTickets}
    </>
  );
}

/**
 * Shows the bare link when the part that shows it well cannot be loaded.
 *
 * @param {{ ticket: SentTicket, children: import('react').ReactNode }} props
 */
function LinkBoundary({ ticket, children }) {
  return (
    <ErrorBoundary instead={<a href={ticket.private_link}>{`Your private link to #${ticket.id}`}</a>}>
      <Suspense fallback={null}>{children}</Suspense>
    </ErrorBoundary>
  );
}

/**
 * What became of it. The two regions are always there, so that screen readers hear what fills them.
 *
 * @param {{ sending: Sending<SentTicket>, hasFieldErrors: boolean, isElsewhere: boolean, onTicket: (id: number) => void }} props
 */
function Outcome({ sending, hasFieldErrors, isElsewhere, onTicket }) {
  const { may } = useKnownSession();
  return (
    // Its line is kept free, so that the button below stays where it is.
    <div className="-my-3.5 min-h-4.5 text-small">
      <p role="status">
        {sending.status === 'sent' && (
          <span className="flex items-center gap-1.5 text-green">
            <Icon path={ICONS.check} className="size-3.5" />
            <span>
              {may.view ? (
                <>
                  <span>{`Ticket #${sending.answer.id} is sent. `}</span>
                  <TicketLink id={sending.answer.id} className="underline underline-offset-2" onTicket={onTicket}>
                    Open it
                  </TicketLink>
                  <span> or write the next one.</span>
                </>
              ) : (
                <span>{`Ticket #${sending.answer.id} is sent. Follow it under “Your tickets”.`}</span>
              )}
            </span>
          </span>
        )}
        {isElsewhere && <span className="block">Your draft has moved to another tab of this browser.</span>}
      </p>
      <p role="alert" className="text-red">
        {sending.status === 'failed' && !hasFieldErrors && (
          <span className="block">{refusedWords(sending.error)}</span>
        )}
      </p>
    </div>
  );
}
