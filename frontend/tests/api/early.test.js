import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { request } from '../../src/api/client.js';
import { oldestAnswer, sendEarly } from '../../src/api/early.js';
import { server } from '../api.js';
import { gate } from '../portal.jsx';

const PATH = '/api/anything/';

let asked = 0;

beforeEach(() => {
  asked = 0;
  server.use(http.get(PATH, () => HttpResponse.json({ answer: (asked += 1) })));
});

describe('a request that is sent early', () => {
  test('answers the first request for its path, and no other', async () => {
    const sentAt = Date.now();
    sendEarly(PATH);
    await vi.advanceTimersByTimeAsync(2_000);
    expect((await request(PATH)).data).toEqual({ answer: 1 });
    expect(asked).toBe(1);
    expect(oldestAnswer()).toBe(sentAt);
    expect((await request(PATH)).data).toEqual({ answer: 2 });
    sendEarly(PATH);
    expect((await request(`${PATH}?page=2`)).data).toEqual({ answer: 4 });
  });

  test('answers nothing that changes something', async () => {
    server.use(http.post(PATH, () => HttpResponse.json({ answer: 'sent' })));
    sendEarly(PATH);
    expect((await request(PATH, { method: 'POST', body: {} })).data).toEqual({ answer: 'sent' });
    expect((await request(PATH)).data).toEqual({ answer: 1 });
  });

  test('is forgotten when its answer would be old', async () => {
    sendEarly(PATH);
    await vi.advanceTimersByTimeAsync(10_000);
    expect((await request(PATH)).data).toEqual({ answer: 2 });
  });

  test.each([
    ['a refusal', () => HttpResponse.json({ error: 'Forbidden', details: {} }, { status: 403 }), { kind: 'refused', status: 403 }],
    ['no answer', () => HttpResponse.error(), { kind: 'offline' }],
  ])('fails as the request that takes it would: %s', async (_, answer, error) => {
    server.use(http.get(PATH, answer));
    sendEarly(PATH);
    await vi.advanceTimersByTimeAsync(100);
    await expect(request(PATH)).rejects.toMatchObject(error);
  });

  test.each([
    ['before', true],
    ['after', false],
  ])('is given up by a caller that gives up %s it asks', async (_, isBefore) => {
    const answer = gate();
    server.use(http.get(PATH, () => answer.wait.then(() => HttpResponse.json({}))));
    sendEarly(PATH);
    const controller = new AbortController();
    if (isBefore) controller.abort();
    const failure = expect(request(PATH, { signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
    controller.abort();
    await failure;
    answer.open();
  });

  test('has its time limit from the request that takes it', async () => {
    const answer = gate();
    server.use(http.get(PATH, () => answer.wait.then(() => HttpResponse.json({}))));
    sendEarly(PATH);
    const failure = expect(request(PATH, { timeoutMs: 5_000 })).rejects.toMatchObject({ kind: 'timeout' });
    await vi.advanceTimersByTimeAsync(5_000);
    await failure;
    answer.open();
  });
});
