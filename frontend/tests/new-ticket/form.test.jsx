import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, test, vi } from 'vitest';
import classifyFallback from '../../../contracts/public-api/classify-fallback.json';
import classifySuccess from '../../../contracts/public-api/classify-success.json';
import errorInternal from '../../../contracts/public-api/error-internal.json';
import errorValidation from '../../../contracts/public-api/error-validation.json';
import sentences from '../../../contracts/sentences.json';
import { PAUSE_MS } from '../../src/features/new-ticket/useSuggestion.js';
import { CLASSIFY, refusal, server, ticket, TICKETS } from '../api.js';
import { form, gate, openPortal, pass } from '../portal.jsx';

const TITLE = 'Cannot sign in';
const DESCRIPTION = 'The sign-in page refuses my new password';

const title = () => form().getByRole('textbox', { name: 'Title' });
const description = () => form().getByRole('textbox', { name: 'Describe the problem' });
/** @param {string} name */
const choice = (name) => form().getByRole('radio', { name });
const suggestedChoices = () => form().queryAllByRole('group', { name: /suggested$/ });
const sendButton = () => form().getByRole('button', { name: /^Send/ });

/** @param {import('@testing-library/user-event').UserEvent} user */
async function write(user) {
  await user.click(description());
  await user.paste(DESCRIPTION);
  await user.click(title());
  await user.paste(TITLE);
}

/**
 * Records the requests to the classifier and answers when the test lets it.
 *
 * @param {object} [answer]
 */
function classifier(answer = classifySuccess) {
  /** @type {{ description: string, request: Request }[]} */
  const asked = [];
  server.use(
    http.post(CLASSIFY, async ({ request }) => {
      const { description: text } = /** @type {any} */ (await request.clone().json());
      asked.push({ description: text, request });
      return HttpResponse.json(answer);
    }),
  );
  return asked;
}

/**
 * Records the sent tickets with their keys.
 *
 * @param {(count: number) => Response | undefined} [respond] undefined: created
 */
function desk(respond = () => undefined) {
  /** @type {{ key: string | null, body: any }[]} */
  const sent = [];
  server.use(
    http.post(TICKETS, async ({ request }) => {
      const body = /** @type {any} */ (await request.json());
      sent.push({ key: request.headers.get('Idempotency-Key'), body });
      const { suggestion_token: _, ...fields } = body;
      return /** @type {any} */ (respond(sent.length)) ?? HttpResponse.json(ticket({ id: 18, ...fields }), { status: 201 });
    }),
  );
  return sent;
}

describe('suggestion', () => {
  test('comes after a pause in typing, and once', async () => {
    const asked = classifier();
    openPortal();
    // No millisecond may pass here unless the test advances time.
    vi.setTimerTickMode('manual');
    fireEvent.change(description(), { target: { value: 'The sign-in page' } });
    await pass(PAUSE_MS - 1);
    fireEvent.change(description(), { target: { value: DESCRIPTION } });
    await pass(PAUSE_MS - 1);
    expect(asked).toHaveLength(0);
    await pass(1);
    vi.setTimerTickMode('interval', 20);
    expect(await form().findByText(/failed sign-in after a password change/)).toBeInTheDocument();
    expect(asked.map((each) => each.description)).toEqual([DESCRIPTION]);
    expect(choice('Account')).toBeChecked();
    expect(choice('High')).toBeChecked();
    expect(form().getByText('Fairly sure.')).toHaveAttribute('title', '92 % sure');
    expect(suggestedChoices()).toHaveLength(2);
  });

  test('says nothing of how sure it is when the classifier does not say', async () => {
    classifier({ ...classifySuccess, suggestion: { ...classifySuccess.suggestion, confidence: null } });
    const { user } = openPortal();
    await user.type(description(), DESCRIPTION);
    await pass(PAUSE_MS);
    expect(await form().findByText(/failed sign-in/)).toBeInTheDocument();
    expect(form().queryByText(/sure|guess/)).not.toBeInTheDocument();
  });

  test('proposes no choice where the classifier is unsure, and the person chooses', async () => {
    classifier({ ...classifySuccess, suggestion: { ...classifySuccess.suggestion, unsure: ['priority'] } });
    const sent = desk();
    const { user } = openPortal();
    await user.type(description(), DESCRIPTION);
    await pass(PAUSE_MS);
    expect(await form().findByText('not sure, please choose')).toBeInTheDocument();
    expect(suggestedChoices()).toHaveLength(1);
    expect(choice('Account')).toBeChecked();
    expect(choice('High')).not.toBeChecked();
    await user.click(form().getByRole('button', { name: 'Accept' }));
    await user.click(choice('Low'));
    expect(form().queryByText('not sure, please choose')).not.toBeInTheDocument();
    await user.click(form().getByRole('button', { name: /send/i }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0].body).toMatchObject({ category: 'account', priority: 'low' });
  });

  test('is not asked for while there is too little to go by', async () => {
    const asked = classifier();
    const { user } = openPortal();
    await user.type(description(), 'Help me');
    await pass(5 * PAUSE_MS);
    expect(asked).toHaveLength(0);
  });

  test('shows that it is thinking, and a stale question is given up', async () => {
    const answers = gate();
    /** @type {Request[]} */
    const asked = [];
    server.use(
      http.post(CLASSIFY, async ({ request }) => {
        asked.push(request);
        const isFirst = asked.length === 1;
        if (isFirst) await answers.wait;
        return HttpResponse.json(
          isFirst ? { suggested_category: 'billing', suggested_priority: 'low' } : classifySuccess,
        );
      }),
    );
    const { user } = openPortal();
    await user.type(description(), DESCRIPTION);
    await pass(PAUSE_MS);
    expect(form().getByText('Looking for a category and a priority…')).toBeInTheDocument();
    await waitFor(() => expect(asked).toHaveLength(1));
    await user.type(description(), ' since this morning');
    expect(asked[0].signal.aborted).toBe(true);
    await pass(PAUSE_MS);
    await waitFor(() => expect(choice('Account')).toBeChecked());
    answers.open();
    await pass(100);
    expect(choice('Account')).toBeChecked();
    expect(choice('Billing')).not.toBeChecked();
  });

  test('never overwrites what the person chose, field by field', async () => {
    classifier();
    const { user } = openPortal();
    await user.click(choice('Billing'));
    await user.type(description(), DESCRIPTION);
    await pass(PAUSE_MS);
    await waitFor(() => expect(choice('High')).toBeChecked());
    expect(choice('Billing')).toBeChecked();
    expect(suggestedChoices()).toHaveLength(1);
    await user.click(choice('Critical'));
    await user.type(description(), ', it is urgent');
    await pass(PAUSE_MS);
    await form().findByText(/failed sign-in/);
    expect(choice('Billing')).toBeChecked();
    expect(choice('Critical')).toBeChecked();
    expect(suggestedChoices()).toEqual([]);
  });

  test('becomes an ordinary choice when it is accepted', async () => {
    classifier();
    const { user } = openPortal();
    await user.type(description(), DESCRIPTION);
    await pass(PAUSE_MS);
    await user.click(await form().findByRole('button', { name: 'Accept' }));
    expect(choice('Account')).toBeChecked();
    expect(choice('High')).toBeChecked();
    expect(form().queryByText('suggested')).not.toBeInTheDocument();
    expect(form().queryByRole('button', { name: 'Accept' })).not.toBeInTheDocument();
  });

  test('a press on the suggested choice accepts that field alone', async () => {
    classifier();
    const { user } = openPortal();
    await user.type(description(), DESCRIPTION);
    await pass(PAUSE_MS);
    await waitFor(() => expect(choice('Account')).toBeChecked());
    await user.click(choice('Account'));
    expect(suggestedChoices()).toHaveLength(1);
  });

  test.each([
    ['the classifier fell back', () => HttpResponse.json(classifyFallback)],
    ['it is asked too often', () => refusal(429, 'Too Many Requests')],
    ['the server fails', () => HttpResponse.json(errorInternal, { status: 500 })],
    ['the server cannot be reached', () => HttpResponse.error()],
    ['a proxy answers with a page', () => HttpResponse.html('<h1>Bad Gateway</h1>', { status: 502 })],
  ])('when %s, the person is asked to choose and can send', async (_, answer) => {
    server.use(http.post(CLASSIFY, answer));
    const sent = desk();
    const { user } = openPortal();
    await write(user);
    await pass(PAUSE_MS);
    expect(await form().findByText('Suggestions are unavailable, please choose.')).toBeInTheDocument();
    expect(form().getAllByText('default')).toHaveLength(2);
    await user.click(choice('Technical'));
    await user.click(sendButton());
    expect(await form().findByText(/Ticket #18 is sent/)).toBeInTheDocument();
    expect(sent[0].body).toEqual({ title: TITLE, description: DESCRIPTION, category: 'technical', priority: 'medium' });
  });
});

describe('a suggested title', () => {
  const TEXT = 'My invoice of March was charged twice. Please send one of the payments back.';
  const SUGGESTED = 'My invoice of March was charged twice';
  const isSuggested = () => title().hasAttribute('data-proposed');

  /** @param {import('@testing-library/user-event').UserEvent} user  @param {string} [text] */
  const describeIt = async (user, text = TEXT) => {
    await user.click(description());
    await user.paste(text);
    await pass(PAUSE_MS);
  };

  test('comes after a pause in typing, and goes out with the ticket', async () => {
    const sent = desk();
    const { user } = openPortal();
    await user.click(description());
    await user.paste(TEXT);
    expect(title()).toHaveValue('');
    await pass(PAUSE_MS);
    expect(title()).toHaveValue(SUGGESTED);
    expect(isSuggested()).toBe(true);
    expect(title()).toHaveAccessibleDescription('suggested');
    await user.click(choice('Billing'));
    await user.click(choice('Low'));
    await user.click(sendButton());
    expect(await form().findByText(/Ticket #18 is sent/)).toBeInTheDocument();
    expect(sent[0].body).toMatchObject({ title: SUGGESTED, description: TEXT, category: 'billing', priority: 'low' });
    expect(title()).toHaveValue('');
  });

  test('can be changed, and then stays as it is', async () => {
    const { user } = openPortal();
    await describeIt(user);
    await user.type(title(), ', again');
    expect(title()).toHaveValue(`${SUGGESTED}, again`);
    expect(isSuggested()).toBe(false);
    await user.clear(description());
    await describeIt(user, 'Another text altogether, to be seen.');
    expect(title()).toHaveValue(`${SUGGESTED}, again`);
  });

  test('never overwrites what the person wrote, and follows the text until then', async () => {
    const { user } = openPortal();
    await user.type(title(), 'Mine');
    await describeIt(user);
    expect(title()).toHaveValue('Mine');
    expect(isSuggested()).toBe(false);
    await user.clear(title());
    expect(title()).toHaveValue('');
    await user.clear(description());
    await describeIt(user, 'Another text altogether, to be seen.');
    expect(title()).toHaveValue('Another text altogether, to be seen');
  });

  test('that is cleared does not come back, and the next ticket has one again', async () => {
    const sent = desk();
    const { user } = openPortal();
    await describeIt(user);
    await user.clear(title());
    await pass(2 * PAUSE_MS);
    expect(title()).toHaveValue('');
    expect(isSuggested()).toBe(false);
    await user.click(choice('Billing'));
    await user.click(choice('Low'));
    await user.click(sendButton());
    expect(title()).toHaveAccessibleDescription('Enter a title');
    expect(title()).toHaveFocus();
    expect(sent).toEqual([]);
    await user.type(title(), 'Mine');
    await user.click(sendButton());
    await form().findByText(/Ticket #18 is sent/);
    await describeIt(user);
    expect(title()).toHaveValue(SUGGESTED);
  });

  test('is accepted with the category and the priority', async () => {
    classifier();
    const { user } = openPortal();
    await describeIt(user);
    await user.click(await form().findByRole('button', { name: 'Accept' }));
    expect(title()).toHaveValue(SUGGESTED);
    expect(form().queryByText('suggested')).not.toBeInTheDocument();
  });

  test('is not waited for', async () => {
    const sent = desk();
    const { user } = openPortal();
    await user.click(choice('Billing'));
    await user.click(choice('Low'));
    await user.click(description());
    await user.paste(TEXT);
    await user.keyboard('{Control>}{Enter}{/Control}');
    expect(await form().findByText(/Ticket #18 is sent/)).toBeInTheDocument();
    expect(sent[0].body.title).toBe(SUGGESTED);
  });

  test('is asked for where the text says too little', async () => {
    const { user } = openPortal();
    await describeIt(user, 'Help me');
    await user.click(sendButton());
    expect(title()).toHaveValue('');
    expect(title()).toHaveAccessibleDescription('Enter a title');
    expect(title()).toHaveFocus();
  });
});

test('the keyboard goes from the description to the title, the choices, the person and the button', async () => {
  classifier();
  const { user } = openPortal();
  await user.keyboard('n');
  await user.paste(DESCRIPTION);
  await pass(PAUSE_MS);
  const accept = await form().findByRole('button', { name: 'Accept' });
  const { body } = document;
  const order = [];
  for (const _ of Array(7)) {
    await user.tab();
    order.push(document.activeElement ?? body);
  }
  const field = (/** @type {string} */ name) => form().getByRole('textbox', { name });
  expect(order).toEqual([accept, title(), choice('Account'), choice('High'), field('Name'), field('Email address'), sendButton()]);
});

describe('sending', () => {
  test('says the number, takes the suggestion along and is ready for the next ticket', async () => {
    classifier();
    const sent = desk();
    const { user } = openPortal();
    await write(user);
    await pass(PAUSE_MS);
    await form().findByText(/failed sign-in/);
    await user.click(sendButton());
    expect(await form().findByText(/Ticket #18 is sent/)).toBeInTheDocument();
    expect(form().getByRole('link', { name: 'Open it' })).toHaveAttribute('href', '/?ticket=18');
    expect(sent[0].body).toEqual({
      title: TITLE,
      description: DESCRIPTION,
      category: 'account',
      priority: 'high',
      suggestion_token: classifySuccess.suggestion.token,
    });
    expect(sent[0].key).toMatch(/^[0-9a-f]{32}$/);
    expect(title()).toHaveValue('');
    expect(description()).toHaveValue('');
    expect(choice('Account')).not.toBeChecked();
    expect(localStorage.getItem('draft')).toBeNull();
  });

  test('works while a suggestion is still coming', async () => {
    const answers = gate();
    server.use(http.post(CLASSIFY, () => answers.wait.then(() => HttpResponse.json(classifySuccess))));
    const sent = desk();
    const { user } = openPortal();
    await write(user);
    await pass(PAUSE_MS);
    await user.click(choice('Low'));
    await user.click(sendButton());
    expect(await form().findByText(/Ticket #18 is sent/)).toBeInTheDocument();
    expect(sent[0].body).toEqual({ title: TITLE, description: DESCRIPTION, category: 'general', priority: 'low' });
    answers.open();
  });

  test('Ctrl and Enter send from the description', async () => {
    const sent = desk();
    const { user } = openPortal();
    await write(user);
    await user.click(description());
    await user.keyboard('{Control>}{Enter}{/Control}');
    expect(await form().findByText(/Ticket #18 is sent/)).toBeInTheDocument();
    expect(sent).toHaveLength(1);
  });

  test('a second press while it is being sent sends nothing more', async () => {
    const answers = gate();
    const sent = desk();
    server.use(
      http.post(TICKETS, async ({ request }) => {
        sent.push({ key: request.headers.get('Idempotency-Key'), body: null });
        await answers.wait;
        return HttpResponse.json(ticket({ id: 18 }), { status: 201 });
      }),
    );
    const { user } = openPortal();
    await write(user);
    await user.click(sendButton());
    expect(await form().findByRole('button', { name: 'Sending…' })).toHaveAttribute('aria-disabled', 'true');
    await user.click(sendButton());
    answers.open();
    expect(await form().findByText(/Ticket #18 is sent/)).toBeInTheDocument();
    expect(sent).toHaveLength(1);
  });

  test('the list and the figures show it without a live connection', async () => {
    /** @type {import('../../src/api/ticket.js').Ticket[]} */
    const stored = [];
    server.use(
      http.get(TICKETS, () => HttpResponse.json({ next: null, previous: null, results: stored })),
      http.post(TICKETS, async ({ request }) => {
        stored.unshift(ticket({ id: 18, .../** @type {any} */ (await request.json()) }));
        return HttpResponse.json(stored[0], { status: 201 });
      }),
    );
    const { user } = openPortal();
    expect(await screen.findByText(/No tickets yet/)).toBeInTheDocument();
    await write(user);
    await user.click(sendButton());
    expect(await screen.findByRole('article', { name: 'Ticket #18' })).toHaveTextContent(TITLE);
  });
});

describe('a problem that keeps a ticket from being sent', () => {
  test('appears at its field, and the focus goes to the first', async () => {
    const sent = desk();
    const { user } = openPortal();
    await user.click(sendButton());
    expect(title()).toHaveAccessibleDescription('Enter a title');
    expect(title()).toBeInvalid();
    expect(description()).toHaveFocus();
    expect(description()).toHaveAccessibleDescription('Enter a description');
    expect(form().getByRole('group', { name: 'Category' })).toHaveAccessibleDescription(/Choose a category/);
    expect(form().getByRole('group', { name: 'Priority' })).toHaveAccessibleDescription(/Choose a priority/);
    expect(sent).toHaveLength(0);

    await user.type(title(), 'T');
    expect(title()).not.toBeInvalid();
    expect(description()).toBeInvalid();
  });

  test.each([
    ['rea@example', 'Enter an email address, such as anna@example.com', 0],
    ['rea@example.com', 'Enter another address', 1],
  ])('with the address %s appears at the address, said by the page or by the server', async (address, words, count) => {
    const sent = desk(() => refusal(400, 'Validation Error', { 'requester.email': ['Enter another address'] }));
    const { user } = openPortal();
    await write(user);
    await user.click(choice('General'));
    await user.click(choice('Low'));
    const field = form().getByRole('textbox', { name: 'Email address' });
    await user.type(field, `${address}{Enter}`);
    await waitFor(() => expect(field).toHaveAccessibleDescription(words));
    expect(field).toHaveFocus();
    expect(sent).toHaveLength(count);
  });

  test('a title that is too long is counted and refused, not cut', async () => {
    const { user } = openPortal();
    await user.click(title());
    await user.paste('x'.repeat(201));
    expect(title()).toHaveAccessibleDescription('201 of 200');
    await user.type(description(), 'Short');
    await user.click(sendButton());
    expect(title()).toHaveAccessibleDescription(/Title must be 200 characters or fewer/);
    expect(title()).toHaveValue('x'.repeat(201));
  });

  test('is said no more when a suggestion fills the field, and again when it is emptied', async () => {
    const { user } = openPortal();
    await user.click(sendButton());
    expect(form().getByText('Choose a category')).toBeInTheDocument();
    await user.click(description());
    await user.paste(DESCRIPTION);
    expect(form().queryByText('Enter a description')).not.toBeInTheDocument();
    expect(title()).toHaveAccessibleDescription('Enter a title');
    await pass(PAUSE_MS);
    expect(await form().findByRole('button', { name: 'Accept' })).toBeInTheDocument();
    expect(form().queryByText(/^Choose a/)).not.toBeInTheDocument();
    expect(form().getByRole('group', { name: /^Category/ })).not.toHaveAccessibleDescription(/Choose/);
    expect(title()).toHaveAccessibleDescription('suggested');
    await user.clear(description());
    expect(form().getByText('Choose a category')).toBeInTheDocument();
    expect(title()).toHaveAccessibleDescription('Enter a title');
  });

  test('is said no more when the classifier is away and the defaults fill the field', async () => {
    server.use(http.post(CLASSIFY, () => HttpResponse.json(classifyFallback)));
    const { user } = openPortal();
    await user.click(sendButton());
    await user.click(description());
    await user.paste(DESCRIPTION);
    await pass(PAUSE_MS);
    expect(await form().findByText(/Suggestions are unavailable/)).toBeInTheDocument();
    expect(form().queryByText(/^Choose a/)).not.toBeInTheDocument();
  });

  test.each([
    [20_001, 'Shorten the description by 1 character, and we suggest a category and a priority.'],
    [21_234, 'Shorten the description by 1,234 characters, and we suggest a category and a priority.'],
  ])('a description of %i characters is counted, and nothing is asked about it', async (length, words) => {
    const asked = classifier();
    const { user } = openPortal();
    await user.click(description());
    // Each of them is one character of two code units, and the blanks are not sent.
    await user.paste(`${'\u{1F4A1}'.repeat(length)}  `);
    await pass(PAUSE_MS);
    expect(form().getByText(words)).toBeInTheDocument();
    expect(form().getByText(`${length.toLocaleString()} of 20,000`)).toBeInTheDocument();
    expect(form().queryByText(/unavailable/)).not.toBeInTheDocument();
    expect(asked).toHaveLength(0);
  });

  test.each([
    [400, { description: ['Enter a description that can be seen'] }, 'Enter a description that can be seen.'],
    [429, { detail: ['Too many requests from this address. Wait a second and try again.'] }, 'Too many requests from this address. Wait a second and try again.'],
  ])('a refusal of the classifier (%i) is said in the server’s words', async (status, details, words) => {
    server.use(http.post(CLASSIFY, () => refusal(status, 'Refused', details)));
    const { user } = openPortal();
    await user.click(description());
    await user.paste(DESCRIPTION);
    await pass(PAUSE_MS);
    expect(await form().findByText(words)).toBeInTheDocument();
  });

  test('a sentence of the server about a field appears at that field, and nothing is cleared', async () => {
    desk(() => HttpResponse.json(errorValidation, { status: 400 }));
    const { user } = openPortal();
    await write(user);
    await user.click(sendButton());
    await waitFor(() => expect(title()).toHaveAccessibleDescription('This field is required.'));
    expect(title()).toHaveFocus();
    expect(title()).toHaveValue(TITLE);
    expect(description()).toHaveValue(DESCRIPTION);
  });

  test('a sentence of the server about the requester appears at name or address', async () => {
    const details = { 'requester.name': ['Name has a character that cannot be stored'], 'requester.email': [sentences.ticket.email.wrong] };
    desk(() => refusal(400, 'Validation Error', details));
    const { user } = openPortal();
    await write(user);
    await user.click(sendButton());
    const address = form().getByRole('textbox', { name: 'Email address' });
    await waitFor(() => expect(address).toHaveAccessibleDescription(sentences.ticket.email.wrong));
    expect(form().getByRole('textbox', { name: 'Name' })).toHaveAccessibleDescription(details['requester.name'][0]);
  });

  test.each([
    ['too many tickets', () => refusal(429, 'Too Many Requests', {}, { 'Retry-After': '20' }), /Wait 20 seconds, then send again/],
    ['a body that is too large', () => refusal(413, 'Payload Too Large'), /Shorten the description/],
    ['a failure of the server', () => HttpResponse.json(errorInternal, { status: 500 }), /It is kept here; send it again/],
    ['a refusal about no field', () => refusal(400, 'Bad Request', { detail: ['The body is not JSON.'] }), /The body is not JSON/],
  ])('%s is said with what to do, and the same key goes out again', async (_, answer, words) => {
    const sent = desk((count) => (count === 1 ? answer() : undefined));
    const { user } = openPortal();
    await write(user);
    await user.click(sendButton());
    expect(await form().findByText(words)).toBeInTheDocument();
    expect(description()).toHaveValue(DESCRIPTION);
    await user.click(sendButton());
    expect(await form().findByText(/Ticket #18 is sent/)).toBeInTheDocument();
    expect(sent[1]).toEqual(sent[0]);
  });

  test('a ticket that was changed after a refusal goes out under a new key', async () => {
    const sent = desk((count) => (count === 1 ? refusal(429, 'Too Many Requests') : undefined));
    const { user } = openPortal();
    await write(user);
    await user.click(sendButton());
    await form().findByText(/Wait a minute/);
    await user.type(title(), ' any more');
    await user.click(sendButton());
    await form().findByText(/Ticket #18 is sent/);
    expect(sent[1].key).not.toBe(sent[0].key);
  });
});

describe('draft', () => {
  test('is still there after a reload', async () => {
    const { user, unmount } = openPortal();
    await write(user);
    await user.click(choice('Billing'));
    unmount();
    openPortal();
    expect(title()).toHaveValue(TITLE);
    expect(description()).toHaveValue(DESCRIPTION);
    expect(choice('Billing')).toBeChecked();
  });

  test('that was tried by an earlier version goes out under the same key', async () => {
    const body = { title: TITLE, description: DESCRIPTION, category: 'general', priority: 'low', requester: { name: 'Rea' } };
    const { requester, ...fields } = body;
    localStorage.setItem('requester', JSON.stringify({ ...requester, email: '' }));
    localStorage.setItem('draft', JSON.stringify(fields));
    localStorage.setItem('attempt', JSON.stringify({ key: 'k'.repeat(32), body }));
    const sent = desk();
    const { user } = openPortal();
    await user.click(sendButton());
    await form().findByText(/Ticket #18 is sent/);
    expect(sent).toEqual([{ key: 'k'.repeat(32), body }]);
  });

  test('that is emptied by hand leaves nothing behind', async () => {
    const { user } = openPortal();
    await user.type(title(), 'Oh');
    await user.clear(title());
    expect(Object.keys(localStorage).filter((key) => key.startsWith('draft'))).toEqual([]);
  });

  test('of an older version is taken over', async () => {
    localStorage.setItem('draft', JSON.stringify({ title: TITLE, description: DESCRIPTION, category: 'general', priority: 'low' }));
    openPortal();
    expect(title()).toHaveValue(TITLE);
    expect(choice('General')).toBeChecked();
    expect(localStorage.getItem('draft')).toBeNull();
  });
});

describe('a ticket that the server cannot be reached for', () => {
  const KEPT = /Your ticket is kept here and will be sent when you are back online/;
  const waiting = () => screen.getByRole('list', { name: 'Waiting to be sent' });
  const online = () => act(() => void window.dispatchEvent(new Event('online')));

  /** @param {import('@testing-library/user-event').UserEvent} user  @param {string} [name] */
  const sendOffline = async (user, name = TITLE) => {
    await user.click(title());
    await user.paste(name);
    await user.click(description());
    await user.paste(DESCRIPTION);
    await user.click(choice('Billing'));
    await user.click(choice('Low'));
    await user.click(sendButton());
    await waitFor(() => expect(title()).toHaveValue(''));
  };

  test('waits, is shown as waiting, and is sent under its key once the network is back', async () => {
    const sent = desk((count) => (count === 1 ? HttpResponse.error() : undefined));
    const { user } = openPortal();
    await sendOffline(user);
    expect(screen.getByText(KEPT)).toBeInTheDocument();
    expect(waiting()).toHaveTextContent(TITLE);
    online();
    expect(await form().findByText(/Ticket #18 is sent/)).toBeInTheDocument();
    expect(screen.queryByText(KEPT)).not.toBeInTheDocument();
    expect(sent[1]).toEqual(sent[0]);
    expect(sent).toHaveLength(2);
  });

  test('is sent after a reload as well, under the same key', async () => {
    const sent = desk((count) => (count === 1 ? refusal(503, 'Service Unavailable') : undefined));
    const { user, unmount } = openPortal();
    await sendOffline(user);
    unmount();
    openPortal();
    await pass(3_000);
    expect(await form().findByText(/Ticket #18 is sent/)).toBeInTheDocument();
    expect(sent[1]).toEqual(sent[0]);
    expect(title()).toHaveValue('');
  });

  test('waits beside others, each with its key, while the next one is written', async () => {
    let isAway = true;
    const sent = desk(() => (isAway ? HttpResponse.error() : undefined));
    const { user } = openPortal();
    await sendOffline(user, 'First');
    await sendOffline(user, 'Second');
    expect(within(waiting()).getAllByRole('listitem').map((item) => item.textContent)).toEqual(['FirstEdit', 'SecondEdit']);
    await user.type(title(), 'Third');
    isAway = false;
    sent.length = 0;
    online();
    await waitFor(() => expect(sent.map(({ body }) => body.title)).toEqual(['First', 'Second']));
    await waitFor(() => expect(screen.queryByText(/kept here/)).not.toBeInTheDocument());
    expect(new Set(sent.map(({ key }) => key)).size).toBe(2);
    expect(title()).toHaveValue('Third');
    expect(sent).toHaveLength(2);
  });

  test('can be taken back and changed, and goes out under another key then', async () => {
    const sent = desk((count) => (count === 1 ? HttpResponse.error() : undefined));
    const { user } = openPortal();
    await sendOffline(user);
    await user.click(screen.getByRole('button', { name: `Edit ${TITLE}` }));
    await waitFor(() => expect(title()).toHaveValue(TITLE));
    expect(choice('Billing')).toBeChecked();
    expect(screen.queryByText(KEPT)).not.toBeInTheDocument();
    await pass(60_000);
    expect(sent).toHaveLength(1);
    await user.type(title(), ', still');
    await user.click(sendButton());
    await form().findByText(/Ticket #18 is sent/);
    expect(sent[1].key).not.toBe(sent[0].key);
  });

  test('that is taken back and sent unchanged keeps its key', async () => {
    const sent = desk((count) => (count === 1 ? HttpResponse.error() : undefined));
    const { user } = openPortal();
    await sendOffline(user);
    await user.click(screen.getByRole('button', { name: `Edit ${TITLE}` }));
    await waitFor(() => expect(title()).toHaveValue(TITLE));
    await user.click(sendButton());
    await form().findByText(/Ticket #18 is sent/);
    expect(sent[1]).toEqual(sent[0]);
  });

  test('is not put over something that is being written', async () => {
    desk(() => HttpResponse.error());
    const { user } = openPortal();
    await sendOffline(user);
    await user.type(title(), 'Another');
    await user.click(screen.getByRole('button', { name: `Edit ${TITLE}` }));
    expect(await screen.findByText(/Send or clear what you are writing first/)).toBeInTheDocument();
    expect(title()).toHaveValue('Another');
  });

  test('says why the server did not accept it, and is tried no more', async () => {
    const sent = desk((count) => (count === 1 ? HttpResponse.error() : refusal(400, 'Bad Request', { title: ['Too odd.'] })));
    const { user } = openPortal();
    await sendOffline(user);
    online();
    expect(await screen.findByText('Too odd.')).toBeInTheDocument();
    expect(screen.getByRole('list', { name: 'Not accepted' })).toHaveTextContent(TITLE);
    await pass(60_000);
    expect(sent).toHaveLength(2);
  });

  test('stays in the form when the storage is full', async () => {
    desk(() => HttpResponse.error());
    const { user } = openPortal();
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('', 'QuotaExceededError');
    });
    await write(user);
    await user.click(choice('Billing'));
    await user.click(choice('Low'));
    await user.click(sendButton());
    expect(await form().findByText(/Your ticket is kept here; send it again in a moment/)).toBeInTheDocument();
    expect(title()).toHaveValue(TITLE);
  });
});
