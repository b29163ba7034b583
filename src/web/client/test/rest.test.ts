import './support/webcrypto.js';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RealtimeError } from '../src/errors.js';
import { Rest, type RestOptions } from '../src/rest.js';
import { TokenSource } from '../src/token.js';
import { fakeFetch } from './support/fakeFetch.js';

function restOver(fake: typeof fetch, more: Partial<RestOptions> = {}) {
  let issued = 0;
  const tokens = new TokenSource(async () => `token-${++issued}`);
  return new Rest({ base: 'http://x/v1/demo', tokens, backoff: () => 0, fetch: fake, ...more });
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
  await assert.rejects(restOver(failing, { now: () => now, retryForMs: 10_000 }).send(patch), { code: 'network' });
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
