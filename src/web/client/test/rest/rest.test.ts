import '../support/webcrypto.js';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RealtimeError } from '../../src/errors.js';
import { Rest, type RestOptions } from '../../src/rest/rest.js';
import { TokenSource } from '../../src/connection/token.js';
import { Pauses } from '../../src/connection/pauses.js';
import { fakeFetch } from '../support/fakeFetch.js';
import { handTimers } from '../support/handTimers.js';

function restOver(fake: typeof fetch, more: Partial<RestOptions> = {}) {
  let issued = 0;
  const tokens = new TokenSource(async () => `token-${++issued}`);
  return new Rest({ base: 'http://x/v1/demo', tokens, backoff: () => 0, pauses: new Pauses(), fetch: fake, ...more });
}
const problem = (status: number, code: string, more: object = {}) => ({ status, body: { code, title: 'A sentence.', ...more } });
const patch = { method: 'PATCH', path: '/entities/workitem/1', body: { title: 'two' } } as const;

test('a call carries token, query and precondition; a read carries no key', async () => {
  const { fetch, requests } = fakeFetch({ body: { ok: 1 } });
  const answer = await restOver(fetch).send({ method: 'GET', path: '/me/inbox', query: { after: 3, limit: undefined }, ifMatch: 'a:1' });
  assert.deepEqual(answer, { ok: 1 });
  assert.equal(requests[0]?.url, 'http://x/v1/demo/me/inbox?after=3');
  assert.deepEqual(requests[0]?.headers, { Accept: 'application/json', Authorization: 'Bearer token-1', 'If-Match': '"a:1"' });
});

test('a mutation is tried again under the same key after a lost answer, a 503 and a 429', async () => {
  const { fetch, requests } = fakeFetch(
    new TypeError('Failed to fetch'),
    problem(503, 'outcome_unknown'),
    problem(429, 'overloaded'),
    { body: { position: 'a:2' } },
  );
  await restOver(fetch).send(patch);
  const keys = requests.map(({ headers }) => headers['Idempotency-Key']);
  assert.equal(keys.length, 4);
  assert.match(keys[0]!, /^[0-9a-f]{32}$/);
  assert.equal(new Set(keys).size, 1);
});

test('two mutations have two keys, and a given key is used', async () => {
  const { fetch, requests } = fakeFetch({ body: {} }, { body: {} }, { body: {} });
  const rest = restOver(fetch);
  await rest.send(patch);
  await rest.send(patch);
  await rest.send({ ...patch, idempotencyKey: 'mine' });
  const keys = requests.map(({ headers }) => headers['Idempotency-Key']);
  assert.notEqual(keys[0], keys[1]);
  assert.equal(keys[2], 'mine');
});

test('a problem comes as an error with code, status and what helps', async () => {
  const { fetch } = fakeFetch(problem(412, 'position_conflict', { position: 'a:9', changedFields: ['title'] }));
  await assert.rejects(restOver(fetch).send(patch), (error: RealtimeError) => {
    assert.equal(error.code, 'position_conflict');
    assert.equal(error.status, 412);
    assert.equal(error.position, 'a:9');
    assert.deepEqual(error.problem?.changedFields, ['title']);
    assert.equal(error.message, 'A sentence.');
    return true;
  });
});

test('what answers instead of the platform has a code too', async () => {
  const { fetch } = fakeFetch({ status: 404, body: 'no problem document' });
  await assert.rejects(restOver(fetch).send(patch), { code: 'http_404' });
});

test('a refused token is replaced once', async () => {
  const { fetch, requests } = fakeFetch(problem(401, 'token_expired'), { body: {} });
  await restOver(fetch).send(patch);
  assert.deepEqual(requests.map(({ headers }) => headers.Authorization), ['Bearer token-1', 'Bearer token-2']);
  const twice = fakeFetch(problem(401, 'unauthenticated'), problem(401, 'unauthenticated'));
  await assert.rejects(restOver(twice.fetch).send(patch), { code: 'unauthenticated' });
});

test('it gives up in time, with the last reason', async () => {
  let now = 0;
  const failing = (async () => {
    now += 4_000;
    throw new TypeError('Failed to fetch');
  }) as typeof fetch;
  await assert.rejects(restOver(failing, { now: () => now }).send(patch, { retryForMs: 10_000 }), { code: 'network', outcomeUnknown: true });
  assert.equal(now, 12_000);
});

test('a wait that the server asks for and that is too long is not begun', async () => {
  const { fetch } = fakeFetch({ ...problem(429, 'too_many_keys'), headers: { 'Retry-After': '60' } });
  await assert.rejects(restOver(fetch).send(patch), { code: 'too_many_keys', retryAfterMs: 60_000 });
});

test('an empty answer is undefined', async () => {
  const { fetch } = fakeFetch({ status: 204 });
  assert.equal(await restOver(fetch).send({ method: 'DELETE', path: '/entities/workitem/1' }), undefined);
});

test('of a refusal it is known that nothing happened, unless an earlier try may have come through', async () => {
  const refused = fakeFetch(problem(422, 'too_many_fields'));
  await assert.rejects(restOver(refused.fetch).send(patch), { code: 'too_many_fields', outcomeUnknown: false });
  const decided = fakeFetch(new TypeError('lost'), problem(412, 'position_conflict'));
  await assert.rejects(restOver(decided.fetch).send(patch), { code: 'position_conflict', outcomeUnknown: false });
  const revoked = fakeFetch(new TypeError('lost'), problem(403, 'access_denied'));
  await assert.rejects(restOver(revoked.fetch).send(patch), { code: 'access_denied', outcomeUnknown: true });
  const proxy = fakeFetch(new TypeError('lost'), { status: 404, body: 'no problem document' });
  await assert.rejects(restOver(proxy.fetch).send(patch), { code: 'http_404', outcomeUnknown: true });
  const read = fakeFetch({ status: 500, body: { code: 'internal' } });
  await assert.rejects(restOver(read.fetch).send({ method: 'GET', path: '/x' }), { code: 'internal', outcomeUnknown: false });
});

test('an answer that never comes is given up and asked for again under the same key', async () => {
  const { fetch, requests } = fakeFetch({ body: { position: 'a:2' } });
  const keys: string[] = [];
  const hanging = ((url: string, init: RequestInit) => {
    keys.push((init.headers as Record<string, string>)['Idempotency-Key']!);
    if (keys.length > 1) return fetch(url, init);
    return new Promise((_, reject) => init.signal!.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))));
  }) as typeof globalThis.fetch;
  await restOver(hanging, { tryMs: 1 }).send(patch);
  assert.equal(requests.length, 1);
  assert.equal(keys[0], keys[1]);
});

test('half an answer counts as none', async () => {
  const whole = fakeFetch({ body: { position: 'a:2' } });
  let tries = 0;
  const cut = (async (url: string, init: RequestInit) => (++tries === 1 ? new Response('{"posit') : whole.fetch(url, init))) as typeof fetch;
  assert.deepEqual(await restOver(cut).send(patch), { position: 'a:2' });
  assert.equal(tries, 2);
});

test('the time that the machine slept in a wait is not spent', async () => {
  let now = 0;
  let tries = 0;
  const pauses = new Pauses();
  pauses.wait = async () => void (now += 8 * 3_600_000);
  const failing = (async () => {
    if (++tries < 4) throw new TypeError('Failed to fetch');
    return new Response('{}');
  }) as typeof fetch;
  await restOver(failing, { now: () => now, pauses, backoff: () => 10 }).send(patch, { retryForMs: 100 });
  assert.equal(tries, 4);
});

test('without a token nothing is sent, and it is asked for again', async () => {
  const { fetch, requests } = fakeFetch({ body: {} });
  let asked = 0;
  const tokens = new TokenSource(async () => {
    if (++asked === 1) throw new Error('secret');
    return 't';
  });
  await restOver(fetch, { tokens }).send(patch);
  assert.equal(requests.length, 1);
  asked = 0;
  await assert.rejects(restOver(fetch, { tokens: new TokenSource(() => Promise.reject(new Error('secret'))) }).send(patch, { retryForMs: -1 }), {
    code: 'token',
    message: 'The application gave no token.',
    outcomeUnknown: false,
  });
});

test('a closed client makes no further try and says whether the last one may have come through', async () => {
  const pauses = new Pauses();
  const lost = (async () => {
    pauses.close();
    throw new TypeError('lost');
  }) as typeof fetch;
  const rest = restOver(lost, { pauses, backoff: () => 3_600_000, now: () => 0 });
  await assert.rejects(rest.send(patch, { retryForMs: 10 * 3_600_000 }), { code: 'closed', outcomeUnknown: true });
  await assert.rejects(rest.send(patch), { code: 'closed', outcomeUnknown: false });
});

test('an answer that comes slowly is waited for as long as something of it comes, and one that stops is not', async () => {
  const timers = handTimers();
  try {
    const bytes = new TextEncoder().encode(JSON.stringify({ text: 'ü'.repeat(50) }));
    const settled = async () => {
      for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    };
    const read = () => {
      let line!: ReadableStreamDefaultController<Uint8Array>;
      const slow = async (_: string, { signal }: RequestInit) => {
        const body = new ReadableStream<Uint8Array>({ start: (controller) => void (line = controller) });
        signal!.addEventListener('abort', () => line.error(new Error('aborted')));
        return new Response(body);
      };
      const answer = restOver(slow as typeof fetch, { tryMs: 1_000 }).send({ method: 'GET', path: '/' }, { retryForMs: -1 });
      return { answer, send: (part: Uint8Array) => line.enqueue(part), close: () => line.close() };
    };

    const slow = read();
    for (let at = 0; at < bytes.length; at += 7) {
      await settled();
      timers.pass(900);
      slow.send(bytes.subarray(at, at + 7));
    }
    slow.close();
    assert.deepEqual(await slow.answer, { text: 'ü'.repeat(50) });

    const dead = read();
    await settled();
    dead.send(bytes.subarray(0, 7));
    await settled();
    const failed = assert.rejects(dead.answer, { code: 'network' });
    timers.pass(1_001);
    await failed;
  } finally {
    timers.restore();
  }
});

test('what is to outlive its page does, unless it is too large for browsers to let it', async () => {
  const kept: (boolean | undefined)[] = [];
  const rest = restOver((async (_: string, { keepalive }: RequestInit) => {
    kept.push(keepalive);
    return Response.json({});
  }) as typeof fetch);
  const mark = { method: 'POST', path: '/me/inbox/mark', outlivesPage: true } as const;
  await rest.send({ ...mark, body: { seqs: [1] } });
  await rest.send({ ...mark, body: 'x'.repeat(30_000) });
  await rest.send(patch);
  assert.deepEqual(kept, [true, undefined, undefined]);
});
