import { http, HttpResponse } from 'msw';
import { describe, expect, test, vi } from 'vitest';
import errorNotFound from '../../../contracts/public-api/error-not-found.json';
import { ApiError, isAbort, request } from '../../src/api/client.js';
import { refusal, server } from '../api.js';
import { gate } from '../portal.jsx';

const PATH = '/api/anything/';

/** @param {Promise<unknown>} promise */
const failureOf = (promise) => promise.then(() => expect.fail('nothing was thrown'), (error) => error);

describe('request', () => {
  test('an error envelope becomes an ApiError with its details', async () => {
    server.use(http.get(PATH, () => HttpResponse.json(errorNotFound, { status: 404 })));
    const error = await failureOf(request(PATH));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ kind: 'refused', status: 404, message: 'Not Found', details: errorNotFound.details });
    expect(error.isUnreachable).toBe(false);
  });

  test('Retry-After is read in seconds', async () => {
    server.use(http.get(PATH, () => refusal(429, 'Too Many Requests', {}, { 'Retry-After': '7' })));
    expect(await failureOf(request(PATH))).toMatchObject({ status: 429, retryAfter: 7 });
  });

  test('a page instead of JSON is an error, whatever its status', async () => {
    server.use(http.get(PATH, () => HttpResponse.html('<h1>Hello</h1>')));
    expect(await failureOf(request(PATH))).toMatchObject({ kind: 'refused', status: 502 });
    server.use(http.get(PATH, () => HttpResponse.html('<h1>Gateway Timeout</h1>', { status: 504 })));
    expect(await failureOf(request(PATH))).toMatchObject({ kind: 'refused', status: 504, details: {}, isUnreachable: true });
  });

  test('no answer is distinguished from a late one', async () => {
    server.use(http.get(PATH, () => HttpResponse.error()));
    expect(await failureOf(request(PATH))).toMatchObject({ kind: 'offline', isUnreachable: true });

    const answer = gate();
    server.use(http.get(PATH, () => answer.wait.then(() => HttpResponse.json({}))));
    const failure = failureOf(request(PATH, { timeoutMs: 5_000 }));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await failure).toMatchObject({ kind: 'timeout', isUnreachable: true });
    answer.open();
  });

  test('what the caller gave up is no error of the server', async () => {
    const controller = new AbortController();
    controller.abort();
    const error = await failureOf(request(PATH, { signal: controller.signal }));
    expect(isAbort(error)).toBe(true);
  });
});
