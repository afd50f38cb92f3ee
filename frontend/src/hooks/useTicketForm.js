import { useCallback, useEffect, useRef, useState } from 'react';
import { fieldErrors, FIELDS, refusedFields } from '../sending.js';
import { DEFAULT_CHOICES } from '../ticket.js';
import { useCreateTicket } from './useCreateTicket.js';
import { useDraft } from './useDraft.js';
import { useSuggestion } from './useSuggestion.js';

/**
 * @import { NewTicket, SentTicket } from '../api/tickets.js'
 * @import { FieldErrors } from '../sending.js'
 * @import { Draft } from './useDraft.js'
 */

/** @typedef {'chosen' | 'suggested' | 'default'} Origin */

/**
 * @typedef {object} Complaint
 * @property {FieldErrors} errors
 * @property {Draft | null} about the ticket that they are about; null: the one that a reload found waiting
 */

/** @type {Complaint} */
const NO_COMPLAINT = Object.freeze({ errors: {}, about: null });
const NO_CHOICES = Object.freeze({ category: /** @type {const} */ (''), priority: /** @type {const} */ ('') });

/**
 * The form's draft, the suggestion for it, and its way to the server.
 *
 * A field shows what the person chose, or else what is suggested; the suggestion is never copied
 * into the draft, so it cannot overwrite a choice.
 *
 * @param {(ticket: SentTicket) => void} onCreated
 */
export function useTicketForm(onCreated) {
  const { draft, change: changeDraft, clear } = useDraft();
  const { status, suggestion, advice } = useSuggestion(draft.description);
  const [complaint, setComplaint] = useState(/** @type {Complaint} */ (NO_COMPLAINT));
  // Stays while the next ticket is written: its link is shown nowhere else.
  const [lastSent, setLastSent] = useState(/** @type {SentTicket | null} */ (null));
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));

  const created = useCallback(
    (/** @type {SentTicket} */ ticket) => {
      clear();
      setComplaint(NO_COMPLAINT);
      setLastSent(ticket);
      onCreated(ticket);
    },
    [clear, onCreated],
  );
  const { sending, send, edited } = useCreateTicket(created);
  const refusal = sending.status === 'failed' ? sending.error : null;
  const proposal = suggestion?.isFallback ? 'default' : 'suggested';
  const category = choice(draft.category, suggestion?.category, proposal);
  const priority = choice(draft.priority, suggestion?.priority, proposal);
  const body = {
    title: draft.title.trim(),
    description: draft.description.trim(),
    category: category.value,
    priority: priority.value,
  };
  const said = refusal ? { ...complaint, errors: refusedFields(refusal) } : complaint;
  const shownErrors = errorsNow(said, body);

  const firstWrong = FIELDS.find((field) => shownErrors[field]);
  const [complaints, setComplaints] = useState(0);
  useEffect(() => {
    if (firstWrong) focusField(form.current, firstWrong);
    // The focus moves when there is something new to complain about, not while it is mended.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [complaints, refusal]);

  const change = (/** @type {Partial<Draft>} */ part) => {
    if (sending.status === 'sending') return;
    // What the server said about the other fields still holds.
    setComplaint(said);
    edited();
    changeDraft(part);
  };

  const submit = () => {
    if (sending.status === 'sending') return;
    // Nobody waits for a suggestion: what is still being looked for is sent as the defaults.
    const late = status === 'thinking' ? DEFAULT_CHOICES : NO_CHOICES;
    const sent = { ...body, category: body.category || late.category, priority: body.priority || late.priority };
    const errors = fieldErrors(sent);
    setComplaint({ errors, about: sent });
    setComplaints((count) => count + 1);
    if (Object.keys(errors).length > 0) return;
    const token = suggestion?.token;
    send(/** @type {NewTicket} */ (token ? { ...sent, suggestion_token: token } : sent));
  };

  return {
    form,
    draft,
    change,
    category,
    priority,
    status,
    suggestion,
    advice,
    errors: shownErrors,
    sending,
    lastSent,
    submit,
  };
}

/**
 * The complaint as it holds for the ticket of now, however its fields were filled since: by typing, pasting,
 * a suggestion, or another tab's draft.
 *
 * @param {Complaint} complaint
 * @param {Draft} ticket
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
 * @template {string} T
 * @param {T | ''} chosen
 * @param {T | undefined} proposed
 * @param {Origin} proposal
 * @returns {{ value: T | '', origin: Origin }}
 */
function choice(chosen, proposed, proposal) {
  if (chosen || !proposed) return { value: chosen, origin: 'chosen' };
  return { value: proposed, origin: proposal };
}

/**
 * @param {HTMLFormElement | null} form
 * @param {string} name
 */
function focusField(form, name) {
  const field = /** @type {HTMLElement | null | undefined} */ (form?.querySelector(`[name="${name}"]`));
  field?.focus();
}
