import { useEffect, useRef, useState } from 'react';
import { createTicket } from '../../api/tickets.js';
import { EMPTY, ticketDrafts } from './drafts.js';
import { waitingTickets } from './waitingTickets.js';
import { useDebounced } from '../../browser/useDebounced.js';
import { useDraft } from '../sending/useDraft.js';
import { useOutbox } from '../sending/useOutbox.js';
import { useSending } from '../sending/useSending.js';
import { keepLink } from '../request/sentLinks.js';
import { fieldErrors, FIELDS, refusedFields } from './sending.js';
import { byFormField, DEFAULT_CHOICES } from '../../api/ticket.js';
import { useKnownSession } from '../account/useSession.js';
import { useRequester } from './useRequester.js';
import { suggestedTitle } from './suggestedTitle.js';
import { PAUSE_MS, useSuggestion } from './useSuggestion.js';

/**
 * @import { NewTicket, SentTicket, Suggestion } from '../../api/tickets.js'
 * @import { FieldErrors, Written } from './sending.js'
 * @import { RequesterDraft } from './useRequester.js'
 * @import { Draft } from './drafts.js'
 * @import { WaitingTicket } from './waitingTickets.js'
 */

/** @typedef {'chosen' | 'suggested' | 'default' | 'unsure'} Origin 'unsure': nothing is proposed, the person has to choose */
/** @typedef {{ value: string, origin: Origin }} Filled */

/**
 * @typedef {object} Complaint
 * @property {FieldErrors} errors
 * @property {Written | null} about the ticket that they are about; null without errors
 */

/** @type {Complaint} */
const NO_COMPLAINT = Object.freeze({ errors: {}, about: null });

/**
 * The form's draft, the suggestion for it, and its way to the server.
 *
 * A field shows what the person chose, or else the suggestion; the suggestion is never copied
 * into the draft, so it cannot overwrite a choice.
 *
 * @param {(ticket: SentTicket) => void} onCreated
 */
export function useTicketForm(onCreated) {
  const { draft, isElsewhere, change: changeDraft, clear } = useDraft(ticketDrafts);
  const hasAccount = Boolean(useKnownSession().session?.account);
  const { requester, change: keepRequester, forget: forgetRequester } = useRequester(hasAccount);
  const { status, suggestion, advice } = useSuggestion(draft.description);
  const title = suggestedTitle(useDebounced(draft.description, PAUSE_MS));
  // The suggested title that the person has cleared.
  const [refusedTitle, setRefusedTitle] = useState('');
  const [complaint, setComplaint] = useState(/** @type {Complaint} */ (NO_COMPLAINT));
  // Stays while the next ticket is written.
  const [lastSent, setLastSent] = useState(/** @type {SentTicket | null} */ (null));
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));

  const startAnew = () => {
    clear();
    setComplaint(NO_COMPLAINT);
    setRefusedTitle('');
  };
  const delivered = (/** @type {SentTicket} */ ticket) => {
    // Accounts reach their tickets in the list.
    if (!hasAccount) keepLink(ticket);
    setLastSent(ticket);
    forgetRequester();
    onCreated(ticket);
  };
  const { sending, send, show } = useSending({
    drafts: ticketDrafts,
    outbox: waitingTickets,
    post: ({ key, body }) => createTicket(body, key),
    isSame: isSameTicket,
    onSent: (ticket) => {
      startAnew();
      show({ status: 'sent', answer: ticket });
      delivered(ticket);
    },
    onWaiting: () => startAnew(),
  });
  const waiting = useOutbox(waitingTickets, (ticket) => {
    // The form may be sending another one.
    show((now) => (now.status === 'sending' ? now : { status: 'sent', answer: ticket }));
    delivered(ticket);
  });
  const refusal = sending.status === 'failed' ? sending.error : null;
  const origin = suggestion?.isFallback ? 'default' : 'suggested';
  /** @param {'category' | 'priority'} name  @param {Suggestion} made  @returns {Filled} */
  const choice = (name, made) => (made.unsure.includes(name) ? { value: '', origin: 'unsure' } : { value: made[name], origin });
  /** @type {Partial<Record<keyof Draft, Filled>>} */
  const proposed = {
    ...(draft.description && title && title !== refusedTitle && { title: { value: title, origin: 'suggested' } }),
    ...(suggestion && { category: choice('category', suggestion), priority: choice('priority', suggestion) }),
  };
  /** @type {Record<keyof Draft, Filled>} */
  const filled = byFormField((name) => (draft[name] ? undefined : proposed[name]) ?? { value: draft[name], origin: 'chosen' });
  const body = /** @type {Written} */ ({
    ...byFormField((name) => filled[name].value.trim()),
    name: requester.name.trim(),
    email: requester.email.trim(),
  });
  const said = refusal ? { ...complaint, errors: refusedFields(refusal) } : complaint;
  const shownErrors = errorsNow(said, body);

  const firstWrong = FIELDS.find((field) => shownErrors[field]);
  const [complaints, setComplaints] = useState(0);
  useEffect(() => {
    if (firstWrong) focusField(form.current, firstWrong);
    // The focus moves when there is something new to complain about, not while it is mended.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [complaints, refusal]);

  const touch = () => {
    if (sending.status === 'sending') return false;
    // The server's answer about the other fields still holds.
    setComplaint(said);
    show({ status: 'idle' });
    return true;
  };
  const change = (/** @type {Partial<Draft>} */ part) => {
    if (!touch()) return;
    if (part.title === '') setRefusedTitle(title);
    changeDraft(part);
  };
  const changeRequester = (/** @type {Partial<RequesterDraft>} */ part) => touch() && keepRequester(part);

  const submit = () => {
    if (sending.status === 'sending') return;
    // Sending does not wait for a suggestion: without one the defaults are sent.
    const { category, priority } = status === 'thinking' ? DEFAULT_CHOICES : body;
    const late = suggestedTitle(draft.description);
    const sent = {
      ...body,
      title: body.title || (late === refusedTitle ? '' : late),
      category: body.category || category,
      priority: body.priority || priority,
    };
    const errors = fieldErrors(sent);
    setComplaint({ errors, about: sent });
    setComplaints((count) => count + 1);
    if (Object.keys(errors).length > 0) return;
    const token = suggestion?.token;
    const { name, email, ...ticket } = sent;
    const person = { ...(name && { name }), ...(email && { email }) };
    const parts = { ...(name || email ? { requester: person } : {}), ...(token ? { suggestion_token: token } : {}) };
    void send(/** @type {NewTicket} */ ({ ...ticket, ...parts }));
  };

  /** Puts a ticket that waited back into the form. @param {WaitingTicket} waiting */
  const edit = ({ key, body }) => {
    const { suggestion_token: _, requester: person, ...taken } = body;
    if (person) keepRequester({ name: person.name ?? '', email: person.email ?? '' });
    show({ status: 'idle' });
    setComplaint(NO_COMPLAINT);
    changeDraft({ ...EMPTY, ...taken });
    ticketDrafts.saveAttempt({ key, body });
    focusField(form.current, FIELDS[0]);
  };

  const shown = { filled, requester, status, suggestion, advice, errors: shownErrors };
  const fields = { ...shown, hasAccount, change, changeRequester };
  const outcome = { sending, lastSent, isElsewhere, isFormFree: ticketDrafts.isEmpty(draft), waiting };
  return { form, ...fields, ...outcome, submit, edit, sendAnother: () => show({ status: 'idle' }) };
}

/** A ticket that an earlier version kept may have its fields in another order. @param {NewTicket} one  @param {NewTicket} other */
const isSameTicket = (one, other) => textOf(one) === textOf(other);

/** @param {NewTicket} ticket */
const textOf = ({ requester, ...ticket }) => JSON.stringify([byFormField((name) => ticket[name]), requester?.name, requester?.email]);

/**
 * The complaint as it holds for the ticket of now, however its fields were filled since: by typing, pasting,
 * a suggestion, or another tab's draft.
 *
 * @param {Complaint} complaint
 * @param {Written} ticket
 * @returns {FieldErrors}
 */
function errorsNow({ errors, about }, ticket) {
  const rules = fieldErrors(ticket);
  const said = FIELDS.filter((field) => errors[field]).map((field) => {
    const isUnchanged = !about || about[field] === ticket[field];
    return /** @type {const} */ ([field, isUnchanged ? errors[field] : rules[field]]);
  });
  return Object.fromEntries(said.filter(([, sentence]) => sentence));
}

/**
 * @param {HTMLFormElement | null} form
 * @param {string} name
 */
function focusField(form, name) {
  const field = /** @type {HTMLElement | null | undefined} */ (form?.querySelector(`[name="${name}"]`));
  field?.focus();
}
