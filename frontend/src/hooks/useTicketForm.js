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
  const { status, suggestion } = useSuggestion(draft.description);
  const [errors, setErrors] = useState(/** @type {FieldErrors} */ ({}));
  // Stays while the next ticket is written: its link is shown nowhere else.
  const [lastSent, setLastSent] = useState(/** @type {SentTicket | null} */ (null));
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));

  const created = useCallback(
    (/** @type {SentTicket} */ ticket) => {
      clear();
      setLastSent(ticket);
      onCreated(ticket);
    },
    [clear, onCreated],
  );
  const { sending, send, edited } = useCreateTicket(created);
  const refusal = sending.status === 'failed' ? sending.error : null;
  const shownErrors = refusal ? refusedFields(refusal) : errors;

  const firstWrong = FIELDS.find((field) => shownErrors[field]);
  const [complaints, setComplaints] = useState(0);
  useEffect(() => {
    if (firstWrong) focusField(form.current, firstWrong);
    // The focus moves when there is something new to complain about, not while it is mended.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [complaints, refusal]);

  const proposal = suggestion?.isFallback ? 'default' : 'suggested';
  const category = choice(draft.category, suggestion?.category, proposal);
  const priority = choice(draft.priority, suggestion?.priority, proposal);

  const change = (/** @type {Partial<Draft>} */ part) => {
    if (sending.status === 'sending') return;
    edited();
    setErrors(Object.fromEntries(Object.entries(shownErrors).filter(([field]) => !(field in part))));
    changeDraft(part);
  };

  const submit = () => {
    if (sending.status === 'sending') return;
    // Nobody waits for a suggestion: what is still being looked for is sent as the defaults.
    const late = status === 'thinking' ? DEFAULT_CHOICES : NO_CHOICES;
    const body = {
      title: draft.title.trim(),
      description: draft.description.trim(),
      category: category.value || late.category,
      priority: priority.value || late.priority,
      ...(suggestion?.token ? { suggestion_token: suggestion.token } : {}),
    };
    const found = fieldErrors(body);
    setErrors(found);
    setComplaints((count) => count + 1);
    if (Object.keys(found).length === 0) send(/** @type {NewTicket} */ (body));
  };

  return { form, draft, change, category, priority, status, suggestion, errors: shownErrors, sending, lastSent, submit };
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
