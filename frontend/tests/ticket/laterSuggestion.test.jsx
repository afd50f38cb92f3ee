import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, test, vi } from 'vitest';
import { LATER_SUGGESTION, refusal, server } from '../api.js';
import { ScriptedWorker } from '../events.js';
import { asks, VIEWER } from '../people.js';
import { openPortal } from '../portal.jsx';
import { BO, conversation, message } from './conversation.js';

const CRITICAL = { priority: 'critical', confidence: 0.93, reason: 'Everybody is locked out.' };
const REQUESTED = message({ id: 1, body: 'Now nobody gets in!' });
const REPLIED = message({ id: 2, kind: 'reply', author: { name: BO.name, role: 'agent' }, body: 'We are on it.', created_at: '2026-11-23T08:18:00Z' });

/** @param {any} suggestion  @returns {string[]} the tickets that were asked about */
function suggesting(suggestion) {
  /** @type {string[]} */
  const asked = [];
  server.use(
    http.get(LATER_SUGGESTION, ({ params }) => {
      asked.push(`${params.id}`);
      return HttpResponse.json({ suggestion });
    }),
  );
  return asked;
}

const properties = () => screen.findByRole('region', { name: 'Properties' });
const shown = async () => within(await properties()).findByText('Looks critical now.');

describe('a ticket that looks more urgent since the requester wrote again', () => {
  test('says so beside the priority, with reason and sureness, and changes nothing', async () => {
    const { patches } = conversation({ messages: [REQUESTED], different: { priority: 'medium' } });
    suggesting(CRITICAL);
    openPortal('/tickets/17');
    const line = (await shown()).closest('[data-proposed]');
    expect(line).toHaveTextContent(/^Looks critical now\. Everybody is locked out\. Fairly sure\. ?Set critical$/);
    expect(line?.closest('[role=status]')).not.toBeNull();
    expect(screen.getByRole('combobox', { name: 'Priority' })).toHaveValue('medium');
    expect(patches).toEqual([]);
  });

  test('is set by the agent alone, and the keyboard goes to the priority', async () => {
    const { patches } = conversation({ messages: [REQUESTED], different: { priority: 'medium' } });
    suggesting(CRITICAL);
    const { user } = openPortal('/tickets/17');
    await shown();
    await user.click(screen.getByRole('button', { name: 'Set critical' }));
    expect(screen.queryByText('Looks critical now.')).not.toBeInTheDocument();
    const priority = screen.getByRole('combobox', { name: 'Priority' });
    expect(priority).toHaveValue('critical');
    expect(priority).toHaveFocus();
    await waitFor(() => expect(patches).toEqual([{ priority: 'critical' }]));
  });

  test.each([
    ['no later message', []],
    ['a reply after it', [REQUESTED, REPLIED]],
    ['a note alone', [message({ kind: 'note', author: { name: BO.name, role: 'agent' } })]],
  ])('is not asked about with %s', async (_, messages) => {
    conversation({ messages, different: { priority: 'medium' } });
    const asked = suggesting(CRITICAL);
    openPortal('/tickets/17');
    await screen.findByRole('list', { name: 'Conversation' });
    await screen.findByRole('combobox', { name: 'Assignee' });
    expect(asked).toEqual([]);
  });

  test('is not asked about when the ticket is finished', async () => {
    conversation({ messages: [REQUESTED], different: { priority: 'medium', status: 'resolved' } });
    const asked = suggesting(CRITICAL);
    openPortal('/tickets/17');
    await screen.findByText(REQUESTED.body);
    expect(asked).toEqual([]);
  });

  test('is asked about once for a message, and again for the next one', async () => {
    const { kept } = conversation({ messages: [REQUESTED, message({ id: 2, kind: 'note', author: { name: BO.name, role: 'agent' } })], different: { priority: 'medium' } });
    const asked = suggesting(null);
    openPortal('/tickets/17');
    await waitFor(() => expect(asked).toEqual(['17']));
    ScriptedWorker.latest.connect();
    kept.messages = [...kept.messages, message({ id: 3, body: 'The other door too!' })];
    suggesting(CRITICAL);
    ScriptedWorker.latest.send('message', { ticket_id: 17, id: 3, kind: 'request' });
    expect(await shown()).toBeInTheDocument();
    expect(asked).toEqual(['17']);
  });

  test('says nothing without a suggestion, or when the classifier or the server fails', async () => {
    conversation({ messages: [REQUESTED], different: { priority: 'medium' } });
    server.use(http.get(LATER_SUGGESTION, () => refusal(503, 'Service Unavailable')));
    openPortal('/tickets/17');
    await screen.findByText(REQUESTED.body);
    expect(within(await properties()).queryByText(/Looks/)).not.toBeInTheDocument();
  });

  test('names another priority, and leaves out what the model does not say', async () => {
    conversation({ messages: [REQUESTED], different: { priority: 'low' } });
    suggesting({ priority: 'high', confidence: null, reason: '' });
    openPortal('/tickets/17');
    const line = (await screen.findByText('Looks high now.')).closest('[data-proposed]');
    expect(line).toHaveTextContent(/^Looks high now\. ?Set high$/);
  });

  test('goes when somebody else has set the priority', async () => {
    const { kept } = conversation({ messages: [REQUESTED], different: { priority: 'medium' } });
    suggesting(CRITICAL);
    openPortal('/tickets/17');
    await shown();
    ScriptedWorker.latest.connect();
    ScriptedWorker.latest.send('ticket', { change: 'changed', ticket: { ...kept.ticket, priority: 'critical', updated_at: '2026-11-23T09:30:00Z' } });
    await waitFor(() => expect(screen.queryByText('Looks critical now.')).not.toBeInTheDocument());
  });

  test('is seen where the properties are folded', async () => {
    vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(390);
    conversation({ messages: [REQUESTED], different: { priority: 'medium' } });
    suggesting(CRITICAL);
    openPortal('/tickets/17');
    expect(await screen.findByText('Open · Medium (looks critical now) · Unassigned')).toBeInTheDocument();
  });

  test('is not shown of an earlier message, when the classifier fails for the next one', async () => {
    const { kept } = conversation({ messages: [REQUESTED], different: { priority: 'medium' } });
    suggesting(CRITICAL);
    openPortal('/tickets/17');
    await shown();
    ScriptedWorker.latest.connect();
    kept.messages = [...kept.messages, message({ id: 2, body: 'They are out.' })];
    server.use(http.get(LATER_SUGGESTION, () => refusal(503, 'Service Unavailable')));
    ScriptedWorker.latest.send('message', { ticket_id: 17, id: 2, kind: 'request' });
    await screen.findByText('They are out.');
    expect(screen.queryByText('Looks critical now.')).not.toBeInTheDocument();
  });

  test('is shown to viewers, who set nothing', async () => {
    conversation({ messages: [REQUESTED], different: { priority: 'medium' } });
    suggesting(CRITICAL);
    asks(VIEWER);
    openPortal('/tickets/17');
    expect(await shown()).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Set critical' })).not.toBeInTheDocument();
  });
});
