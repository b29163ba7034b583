import '../support/webcrypto.js';
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { Mutation } from '../../src/mutations/mutation.js';
import { Mutations, type MutationOptions, type MutationRequest } from '../../src/mutations/mutations.js';
import { Pauses } from '../../src/connection/pauses.js';
import { Rest } from '../../src/rest/rest.js';
import { TokenSource } from '../../src/connection/token.js';
import type { Fields } from '../../src/types.js';
import { item, stateAt } from '../support/entities.js';
import { fakeFetch } from '../support/fakeFetch.js';
import { until } from '../support/until.js';

let pauses: Pauses;
beforeEach(() => (pauses = new Pauses()));
afterEach(() => pauses.close());

type Answers = Parameters<typeof fakeFetch>;

function mutationsOver(answers: Answers, options: MutationOptions = {}) {
  const { fetch, requests } = fakeFetch(...answers);
  const tokens = new TokenSource(async () => 't');
  const rest = new Rest({ base: 'http://x/v1/demo', tokens, backoff: () => 0, pauses, fetch, ...(options.now && { now: options.now }) });
  const forgotten: number[] = [];
  const mutations = new Mutations(rest, { mutated: () => {}, forgotten: ({ id }) => void forgotten.push(id) }, options);
  const moments: string[] = [];
  mutations.onMutation.add(({ id, status, error }) => void moments.push(`${id} ${status}${error ? ` ${error.code}` : ''}`));
  return { mutations, requests, forgotten, moments, patch: (fields: Fields, more = {}) => mutations.run(patch(fields, more)) };
}

const patch = (fields: Fields, { ifMatch, ...more }: Partial<MutationRequest> & { ifMatch?: string } = {}): MutationRequest => ({
  entity: item,
  what: 'patch',
  fields,
  call: { method: 'PATCH', path: '/entities/workitem/1', body: fields, ...(ifMatch && { ifMatch }) },
  ...more,
});
const committed = (position: string) => ({ body: stateAt(position) });
const problem = (status: number, code: string, more: object = {}) => ({ status, body: { code, title: 'A sentence.', ...more } });
const lost = () => new TypeError('Failed to fetch');
const keysOf = (requests: { headers: Record<string, string> }[]) => requests.map(({ headers }) => headers['Idempotency-Key']);
const only = (mutations: Mutations): Mutation => {
  assert.equal(mutations.all().length, 1);
  return mutations.all()[0]!;
};
const offlineFor = (tries: number) => Array.from({ length: tries }, lost);

test('a mutation is pending at once, and committed with its position', async () => {
  const { mutations, moments, patch } = mutationsOver([committed('a:2')]);
  const answered = patch({ title: 'two' });
  const { what, entity, fields, status } = only(mutations);
  assert.deepEqual({ what, entity, fields, status }, { what: 'patch', entity: item, fields: { title: 'two' }, status: 'pending' });
  assert.equal(((await answered) as { position: string }).position, 'a:2');
  assert.deepEqual([moments, mutations.all()], [['1 pending', '1 committed'], []]);
});

test('mutations of one entity leave in order, one after the other', async () => {
  const { requests, patch } = mutationsOver([lost(), committed('a:2'), committed('a:3')]);
  await Promise.all([patch({ title: 'first' }), patch({ title: 'second' })]);
  assert.deepEqual(requests.map(({ body }) => (body as Fields).title), ['first', 'first', 'second']);
});

test('another entity does not wait for them', async () => {
  const { mutations, patch } = mutationsOver([lost(), committed('b:1'), committed('a:2')]);
  const wait = pauses.wait.bind(pauses);
  pauses.wait = () => wait(3_600_000);
  const waiting = patch({ title: 'first' });
  const other: MutationRequest = { entity: { type: 'workitem', id: '2' }, what: 'delete', call: { method: 'DELETE', path: '/entities/workitem/2' } };
  await mutations.run(other);
  assert.equal(only(mutations).entity.id, '1');
  pauses.wake();
  await waiting;
});

test('a refused one is failed with its code until it is retried, under the same key', async () => {
  const { mutations, requests, moments, patch } = mutationsOver([problem(403, 'access_denied'), committed('a:2')]);
  await assert.rejects(patch({ title: 'two' }), { code: 'access_denied', outcomeUnknown: false });
  only(mutations).retry();
  await until('it is committed', () => mutations.all().length === 0);
  assert.deepEqual(moments, ['1 pending', '1 failed access_denied', '1 pending', '1 committed']);
  assert.equal(new Set(keysOf(requests)).size, 1);
});

test('past the bound the outcome is unknown, and a retry finds it out under the same key', async () => {
  let now = 0;
  const { mutations, requests, patch } = mutationsOver([lost(), committed('a:2')], { retryForMs: -1, now: () => now });
  await assert.rejects(patch({ title: 'two' }), { code: 'network', outcomeUnknown: true });
  now = 23 * 3_600_000;
  only(mutations).retry();
  await until('it is committed', () => mutations.all().length === 0);
  assert.equal(new Set(keysOf(requests)).size, 1);
});

test('a clock that is set back makes no key younger', async () => {
  let [wall, steady] = [0, 0];
  const real = performance.now;
  performance.now = () => steady;
  try {
    const { mutations, moments, patch } = mutationsOver([lost()], { retryForMs: -1, now: () => wall });
    await assert.rejects(patch({ title: 'two' }), { code: 'network' });
    [wall, steady] = [-3_600_000, 24 * 3_600_000];
    only(mutations).retry();
    assert.deepEqual(moments.at(-1), '1 failed key_expired');
  } finally {
    performance.now = real;
  }
});

test('once the server has forgotten the key, nothing is sent any more: it might be done twice', async () => {
  let now = 0;
  const { mutations, requests, moments, patch } = mutationsOver([lost()], { retryForMs: -1, now: () => now });
  await assert.rejects(patch({ title: 'two' }), { code: 'network' });
  now = 24 * 3_600_000;
  only(mutations).retry();
  assert.deepEqual(moments.at(-1), '1 failed key_expired');
  assert.equal(only(mutations).error?.outcomeUnknown, true);
  assert.equal(requests.length, 1);
});

test('a tab that slept for a day with a try behind it does not send that again either', async () => {
  let now = 0;
  const { requests, patch } = mutationsOver([lost()], { now: () => now });
  pauses.wait = async () => void (now += 25 * 3_600_000);
  await assert.rejects(patch({ title: 'two' }), { code: 'key_expired', outcomeUnknown: true });
  assert.equal(requests.length, 1);
});

test('waking up and being connected again end the wait for the next try', async () => {
  const { mutations, patch } = mutationsOver([problem(503, 'unavailable'), committed('a:2')]);
  const wait = pauses.wait.bind(pauses);
  let waits = 0;
  pauses.wait = () => (waits++, wait(3_600_000));
  const answered = patch({ title: 'two' });
  await until('it waits', () => waits === 1);
  assert.equal(only(mutations).status, 'pending');
  pauses.wake();
  await answered;
});

test('a discarded one is forgotten, and only a failed one can be', async () => {
  const { mutations, forgotten, patch } = mutationsOver([problem(422, 'too_many_fields')]);
  const failing = patch({ title: 'two' });
  only(mutations).discard();
  only(mutations).retry();
  await assert.rejects(failing, { code: 'too_many_fields' });
  const failed = only(mutations);
  let lists = 0;
  mutations.onMutations.add(() => void lists++);
  failed.discard();
  failed.discard();
  failed.retry();
  assert.deepEqual([mutations.all(), forgotten, lists], [[], [1], 1]);
});

test('setting the same fields again takes the place of a failure; setting others does not', async () => {
  const { mutations, forgotten, patch } = mutationsOver([problem(403, 'access_denied'), committed('a:2'), committed('a:3')]);
  await assert.rejects(patch({ title: 'two' }));
  await patch({ rank: 1 });
  assert.equal(mutations.all().length, 1);
  await patch({ title: 'three', rank: 2 });
  assert.deepEqual([mutations.all(), forgotten], [[], [1]]);
});

test('a conflict with changes to other fields is rebased when asked for, and with the same field is a failure', async () => {
  const conflict = (position: string, changedFields?: string[]) => problem(412, 'position_conflict', { position, changedFields });
  const { mutations, requests, patch } = mutationsOver([conflict('a:5', ['rank']), committed('a:6'), conflict('a:9', ['title']), committed('a:10')]);
  await patch({ title: 'two' }, { ifMatch: 'a:4', rebase: true });
  await assert.rejects(patch({ title: 'three' }, { ifMatch: 'a:6', rebase: true }), { code: 'position_conflict', position: 'a:9' });
  // Whoever retries has seen what is there now, and means it.
  only(mutations).retry();
  await until('it is committed', () => mutations.all().length === 0);
  assert.deepEqual(requests.map(({ headers }) => headers['If-Match']), ['"a:4"', '"a:5"', '"a:6"', '"a:9"']);
});

test('without rebase, or where the log does not tell, a conflict is a failure', async () => {
  const { patch } = mutationsOver([
    problem(412, 'position_conflict', { position: 'a:5', changedFields: ['rank'] }),
    problem(412, 'position_conflict', { position: 'b:1' }),
  ]);
  await assert.rejects(patch({ title: 'two' }, { ifMatch: 'a:4' }), { code: 'position_conflict' });
  await assert.rejects(patch({ title: 'two' }, { ifMatch: 'a:4', rebase: true }), { code: 'position_conflict' });
});

test('an entity that changes under every try is a conflict in the end', async () => {
  const conflicts = Array.from({ length: 30 }, (_, n) => problem(412, 'position_conflict', { position: `a:${n + 5}`, changedFields: ['rank'] }));
  const { requests, patch } = mutationsOver(conflicts);
  await assert.rejects(patch({ title: 'two' }, { ifMatch: 'a:4', rebase: true }), { code: 'position_conflict' });
  assert.equal(requests.length, 21);
});

test('two conditional patches in a row are no conflict with each other', async () => {
  const { requests, patch } = mutationsOver([committed('a:5'), committed('a:6')]);
  await Promise.all([patch({ title: 'one' }, { ifMatch: 'a:4' }), patch({ title: 'two' }, { ifMatch: 'a:4' })]);
  assert.deepEqual(requests.map(({ headers }) => headers['If-Match']), ['"a:4"', '"a:5"']);
});

test('but when another was in between, they are', async () => {
  const { requests, patch } = mutationsOver([committed('a:6'), committed('a:7')]);
  await Promise.all([patch({ title: 'one' }), patch({ title: 'two' }, { ifMatch: 'a:4' })]);
  assert.deepEqual(requests.map(({ headers }) => headers['If-Match']), [undefined, '"a:4"']);
});

test('an answer that is none of the platform\'s leaves the outcome unknown', async () => {
  const { patch } = mutationsOver([{ body: { welcome: 'to the hotel' } }]);
  await assert.rejects(patch({ title: 'two' }), { code: 'network', outcomeUnknown: true });
});

test('more than the bound are refused by name, and nothing of them is kept', async () => {
  const { mutations, patch } = mutationsOver([committed('a:2'), committed('a:3')], { maxPending: 2 });
  const accepted = [patch({ title: 'one' }), patch({ title: 'two' })];
  await assert.rejects(patch({ title: 'three' }), { code: 'too_many_mutations' });
  assert.equal(mutations.all().length, 2);
  await Promise.all(accepted);
});

test('failures that nobody looks at do not pile up, and one that its caller deals with is not kept', async () => {
  const refusals = Array.from({ length: 103 }, () => problem(403, 'access_denied'));
  const { mutations, patch } = mutationsOver(refusals);
  for (let n = 1; n <= 102; n++) await assert.rejects(patch({ [`f${n}`]: n }));
  assert.deepEqual(mutations.all().map(({ id }) => id), Array.from({ length: 100 }, (_, n) => n + 3));
  await assert.rejects(patch({ mine: 1 }, { keepFailed: false }));
  assert.equal(mutations.all().at(-1)?.id, 102);
});

test('closing fails what is pending and tells nobody else', async () => {
  const { mutations, moments, patch } = mutationsOver(offlineFor(9));
  const waits = [patch({ title: 'one' }), patch({ title: 'two' })];
  mutations.close();
  pauses.close();
  for (const wait of waits) await assert.rejects(wait, { code: 'closed' });
  await assert.rejects(patch({ title: 'three' }), { code: 'closed' });
  assert.deepEqual(moments, ['1 pending', '2 pending']);
});

for (const name of ['__proto__', 'constructor', 'toString', 'valueOf']) {
  const field = JSON.parse(`{"${name}":1}`) as Fields;

  test(`a failed patch of ${name} is not forgotten for a patch of something else`, async () => {
    const { mutations, patch } = mutationsOver([problem(403, 'access_denied'), committed('a:2'), committed('a:3')]);
    await assert.rejects(patch(field), { code: 'access_denied' });
    await patch({ title: 'two' });
    assert.deepEqual(only(mutations).fields, field);
    await patch(field);
    assert.deepEqual(mutations.all(), []);
  });

  test(`a change of ${name} is no conflict for a patch of something else, and one for a patch of it`, async () => {
    const conflict = problem(412, 'position_conflict', { position: 'a:5', changedFields: [name] });
    const { requests, patch } = mutationsOver([conflict, committed('a:6'), conflict]);
    await patch({ title: 'two' }, { rebase: true, ifMatch: 'a:1' });
    assert.equal(requests[1]?.headers['If-Match'], '"a:5"');
    await assert.rejects(patch(field, { rebase: true, ifMatch: 'a:1' }), { code: 'position_conflict' });
  });
}
