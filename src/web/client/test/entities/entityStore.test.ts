import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { EntityStore, type EntityView } from '../../src/entities/entityStore.js';
import { RealtimeError } from '../../src/errors.js';
import type { Mutation } from '../../src/mutations/mutation.js';
import { Pauses } from '../../src/connection/pauses.js';
import type { EntityState, Fields, WatchItem } from '../../src/types.js';
import { changed, item, stateAt } from '../support/entities.js';
import { handTimers } from '../support/handTimers.js';
import { until } from '../support/until.js';

let pauses: Pauses;
beforeEach(() => (pauses = new Pauses()));
afterEach(() => pauses.close());

interface Bounds {
  lingerMs?: number;
  absentMs?: number;
  unavailableMs?: number;
  deniedMs?: number;
  random?: () => number;
  onReturned?: (entity: { type: string; id: string }) => void;
  warn?: (message: string) => void;
}

function storeOver(answer: (items: WatchItem[]) => unknown = (items) => items.map((each) => ({ ...each, ok: true })), bounds: Bounds = {}) {
  const calls: { method: string; items: WatchItem[] }[] = [];
  const own: Mutation[] = [];
  const store = new EntityStore({
    invoke: async <T>(method: string, ...args: unknown[]) => {
      const items = args[0] as WatchItem[];
      calls.push({ method, items });
      return (await (method === 'Watch' ? answer(items) : undefined)) as T;
    },
    pauses,
    mutationsOf: () => own,
    lingerMs: 0,
    ...bounds,
  });
  const views: EntityView[] = [];
  /** A patch of the page's own, moment by moment. */
  const patch = (fields: Fields) => {
    const begun: Mutation = { ...begin, fields };
    const tell = (moment: Partial<Mutation>, answer?: EntityState) => store.mutated({ ...begun, ...moment }, answer);
    own.push(begun);
    tell({});
    return {
      committed: (position: string, state?: EntityState) => {
        own.splice(0);
        tell({ status: 'committed', position }, state);
      },
      failed: (error: RealtimeError) => {
        own.splice(0, 1, { ...begun, status: 'failed', error });
        tell({ status: 'failed', error });
      },
    };
  };
  return { store, calls, views, own, patch, collect: (view: EntityView) => void views.push(view) };
}

const begin: Mutation = {
  id: 1,
  key: 'k',
  entity: item,
  what: 'patch',
  status: 'pending',
  since: new Date(0),
  retry: () => {},
  discard: () => {},
};
/** Whatever was set off has come to rest: nothing here waits for more than turns of the event loop. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

const ref = (id: number) => ({ type: 'workitem', id: String(id) });

test('watches of one turn leave in batches of at most 500, one after the other', async () => {
  const { store, calls, collect } = storeOver();
  for (let id = 1; id <= 1_100; id++) store.watch(ref(id), collect);
  await store.resume();
  assert.deepEqual(calls.map(({ items }) => items.length), [500, 500, 100]);
});

test('one entity shown in two places is watched once, and unwatched after the last', async () => {
  const { store, calls, collect } = storeOver();
  await store.resume();
  const first = store.watch(item, collect);
  const second = store.watch(item, collect);
  await until('it is watched', () => calls.length === 1);
  first();
  first();
  assert.equal(calls.length, 1);
  second();
  await until('it is unwatched', () => calls.length === 2);
  assert.deepEqual(calls.map(({ method }) => method), ['Watch', 'Unwatch']);
});

test('unwatching and watching again reach the hub in that order', async () => {
  const { store, calls, collect } = storeOver();
  await store.resume();
  const stop = store.watch(item, collect);
  await until('it is watched', () => calls.length === 1);
  stop();
  await until('it is unwatched', () => calls.length === 2);
  store.watch(item, collect);
  await until('it is watched again', () => calls.length === 3);
  assert.deepEqual(calls.map(({ method }) => method), ['Watch', 'Unwatch', 'Watch']);
});

test('taken down in one place and put up in another, it stays watched and known', async () => {
  const { store, calls, views, collect } = storeOver(undefined, { lingerMs: 5 });
  await store.resume();
  const stop = store.watch(item, collect);
  store.frames.state(stateAt('a:1', { title: 'one' }));
  stop();
  assert.equal(store.view(item)?.state?.fields.title, 'one');
  store.watch(item, collect);
  assert.equal(views.at(-1)?.state?.fields.title, 'one', 'at once');
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.deepEqual(calls.map(({ method }) => method), ['Watch']);
});

test('a new link asks for everything again, with positions where a state is held', async () => {
  const { store, calls, collect } = storeOver();
  await store.resume();
  store.watch(item, collect);
  store.watch(ref(2), collect);
  await until('both are watched', () => calls.length === 1);
  store.frames.state(stateAt('a:4'));
  store.suspend();
  await store.resume();
  assert.deepEqual(calls.at(-1)?.items, [{ ...item, position: 'a:4' }, ref(2)]);
});

test('what is not there is absent, what is refused is denied with the code, and both can come back', async () => {
  const { store, views, collect } = storeOver((items) =>
    items.map((each) => ({ ...each, ok: false, code: each.id === '1' ? 'not_found' : 'access_denied' })),
  );
  store.watch(ref(1), collect);
  store.watch(ref(2), collect);
  await store.resume();
  assert.deepEqual(views.slice(-2), [
    { status: 'absent', mutations: [], pending: 0 },
    { status: 'denied', mutations: [], pending: 0, code: 'access_denied' },
  ]);
  store.frames.state(stateAt('a:1'));
  assert.equal(views.at(-1)?.status, 'ready');
  store.frames.denied({ ...item, code: 'access_denied' });
  assert.deepEqual(views.at(-1), { status: 'denied', mutations: [], pending: 0, code: 'access_denied' });
});

test('a deletion empties the view and a new epoch fills it again', async () => {
  const { store, views, collect } = storeOver();
  await store.resume();
  store.watch(item, collect);
  store.frames.state(stateAt('a:1', { title: 'one' }));
  store.frames.deleted({ ...item, position: 'a:2' });
  assert.deepEqual(views.at(-1), { status: 'absent', mutations: [], pending: 0 });
  store.frames.state({ ...stateAt('b:1', { title: 'two' }), reset: true });
  assert.equal(views.at(-1)?.state?.fields.title, 'two');
});

test('old frames do not reach the page', async () => {
  const { store, views, collect } = storeOver();
  await store.resume();
  store.watch(item, collect);
  store.frames.state(stateAt('a:3'));
  const count = views.length;
  store.frames.changed(changed('a:1', 'a:2', { title: 'old' }));
  store.frames.state(stateAt('a:3'));
  store.frames.deleted({ ...item, position: 'a:2' });
  assert.equal(views.length, count);
});

test('an own patch shows at once, stays through the answer, and is rebased on another\'s edit', async () => {
  const { store, views, patch, collect } = storeOver();
  await store.resume();
  store.watch(item, collect);
  store.frames.state(stateAt('a:1', { title: 'one', assignee: 'ana' }));
  const drawn = patch({ title: 'mine' });
  assert.deepEqual([views.at(-1)?.state?.fields.title, views.at(-1)?.pending], ['mine', 1]);
  store.frames.changed(changed('a:1', 'a:2', { title: 'theirs', assignee: 'bo' }));
  assert.deepEqual(views.at(-1)?.state?.fields, { title: 'mine', assignee: 'bo' });
  drawn.committed('a:3');
  assert.deepEqual([views.at(-1)?.state?.fields.title, views.at(-1)?.pending], ['mine', 0], 'no flicker before the frame');
  store.frames.changed(changed('a:2', 'a:3', { title: 'mine' }));
  store.frames.changed(changed('a:3', 'a:4', { title: 'theirs again' }));
  assert.equal(views.at(-1)?.state?.fields.title, 'theirs again', 'a settled patch no longer covers');
});

test('a refused patch is taken back, and is still there to be retried or discarded', async () => {
  const { store, views, patch, collect } = storeOver();
  await store.resume();
  store.watch(item, collect);
  store.frames.state(stateAt('a:1', { title: 'one' }));
  patch({ title: 'mine' }).failed(new RealtimeError('access_denied', 'No.'));
  const { state, pending, mutations } = views.at(-1)!;
  assert.deepEqual([state?.fields.title, pending, mutations.map(({ status }) => status)], ['one', 0, ['failed']]);
});

test('one of unknown outcome stays drawn until it is discarded, or until someone sets the same field', async () => {
  const { store, views, own, patch, collect } = storeOver();
  await store.resume();
  store.watch(item, collect);
  store.frames.state(stateAt('a:1', { title: 'one' }));
  const unknown = new RealtimeError('network', 'Lost.', undefined, undefined, true);
  patch({ title: 'mine' }).failed(unknown);
  assert.equal(views.at(-1)?.state?.fields.title, 'mine');
  store.forgotten(own.pop()!);
  assert.equal(views.at(-1)?.state?.fields.title, 'one');

  patch({ title: 'mine' }).failed(unknown);
  store.frames.changed(changed('a:1', 'a:2', { rank: 2 }));
  assert.deepEqual(views.at(-1)?.state?.fields, { title: 'mine', rank: 2 });
  store.frames.changed(changed('a:2', 'a:3', { title: 'theirs' }));
  assert.equal(views.at(-1)?.state?.fields.title, 'theirs');
});

test('whoever begins to watch while a patch is pending sees it drawn', async () => {
  const { store, views, patch, collect } = storeOver();
  await store.resume();
  patch({ title: 'mine' });
  store.watch(item, collect);
  assert.equal(views[0]?.pending, 1);
  store.frames.state(stateAt('a:1', { title: 'one' }));
  assert.equal(views.at(-1)?.state?.fields.title, 'mine');
});

test('an answer that comes before its frame is the new state, and the frame is old news', async () => {
  const { store, views, patch, collect } = storeOver();
  await store.resume();
  store.watch(item, collect);
  store.frames.state(stateAt('a:1', { title: 'one' }));
  patch({ title: 'mine' }).committed('a:2', stateAt('a:2', { title: 'mine' }));
  const count = views.length;
  store.frames.changed(changed('a:1', 'a:2', { title: 'mine' }));
  assert.equal(views.length, count);
});

test('what is not there is asked for again, for the server does not watch it', async () => {
  let there = false;
  const { store, calls, views, collect } = storeOver(
    (items) => items.map((each) => (there ? { ...each, ok: true } : { ...each, ok: false, code: 'not_found' })),
    { absentMs: 1 },
  );
  await store.resume();
  store.watch(item, collect);
  await until('it was asked for three times', () => calls.length >= 3);
  assert.equal(views.at(-1)?.status, 'absent');
  there = true;
  const { length } = calls;
  await until('it is watched', () => calls.length > length);
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.ok(calls.length <= length + 2, 'and not asked for any more');
});

test('what is not there and watched is asked for once, and shows when its state comes', async () => {
  const { store, calls, views, collect } = storeOver((items) => items.map((each) => ({ ...each, ok: false, code: 'not_found', watched: true })), { absentMs: 1 });
  await store.resume();
  store.watch(item, collect);
  await until('it is known to be absent', () => store.view(item)?.status === 'absent');
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(calls.length, 1);

  store.frames.state(stateAt('a:1', { title: 'one' }));
  assert.deepEqual([views.at(-1)?.status, views.at(-1)?.state?.fields.title], ['ready', 'one']);
});

test('what was created before the answer that it is not there stays', async () => {
  let frame = () => {};
  const { store, views, collect } = storeOver((items) => {
    frame();
    return items.map((each) => ({ ...each, ok: false, code: 'not_found', watched: true }));
  });
  await store.resume();
  frame = () => store.frames.state(stateAt('a:1', { title: 'one' }));
  store.watch(item, collect);
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.deepEqual([views.at(-1)?.status, views.at(-1)?.state?.fields.title], ['ready', 'one']);
});

test('created by this page, it is asked for at once', async () => {
  const { store, calls, collect } = storeOver((items) => items.map((each) => ({ ...each, ok: false, code: 'not_found' })));
  await store.resume();
  store.watch(item, collect);
  await until('it is known to be absent', () => store.view(item)?.status === 'absent');
  store.mutated({ ...begin, what: 'put', status: 'committed', position: 'a:1' });
  await until('it is asked for again', () => calls.length === 2);
});

test('what the server cannot follow now is shown as it was, as stale, and is asked for until it can', async () => {
  let calm = false;
  const warnings: string[] = [];
  const { store, calls, views, collect } = storeOver(
    (items) => items.map((each) => (calm ? { ...each, ok: true } : { ...each, ok: false, code: 'unavailable' })),
    { unavailableMs: 1, warn: (message) => void warnings.push(message) },
  );
  await store.resume();
  store.watch(item, collect);
  store.frames.state(stateAt('a:1', { title: 'one' }));
  await until('it was asked for again', () => calls.length >= 2);
  assert.deepEqual([views.at(-1)?.status, views.at(-1)?.state?.fields.title, views.at(-1)?.stale, views.at(-1)?.code], ['ready', 'one', true, 'unavailable']);
  assert.equal(warnings.length, 1);
  assert.match(warnings[0]!, /workitem\/1 .*\(unavailable\)/);
  calm = true;
  await until('it is shown as it is', () => views.at(-1)?.stale === undefined);
  assert.equal('code' in views.at(-1)!, false);
});

test('access that is given back is seen: what was denied is asked for again, and later each time', async () => {
  let mayRead = false;
  const returned: string[] = [];
  const { store, calls, views, collect } = storeOver(
    (items) => items.map((each) => (mayRead ? { ...each, ok: true } : { ...each, ok: false, code: 'access_denied' })),
    { deniedMs: 10_000, random: () => 0.5, onReturned: ({ id }) => void returned.push(id) },
  );
  await store.resume();
  store.watch(item, collect);
  await until('it is denied', () => views.at(-1)?.status === 'denied');
  const timers = handTimers();
  try {
    // Asked for again at once, and denied, as on a new link: the next waits are by the test's clock.
    await store.recheck();
    await settled();
    pauses.wake();
    for (const waitMs of [40_000, 80_000, 120_000, 120_000]) {
      await settled();
      const { length } = calls;
      timers.pass(waitMs - 1);
      await settled();
      assert.equal(calls.length, length, `not before ${waitMs} ms`);
      timers.pass(1);
      await settled();
      assert.equal(calls.length, length + 1, `after ${waitMs} ms`);
    }
    mayRead = true;
    timers.pass(120_000);
    await settled();
    store.frames.state(stateAt('a:3', { title: 'back' }));
    assert.deepEqual([views.at(-1)?.status, views.at(-1)?.state?.fields.title, views.at(-1)?.code], ['ready', 'back', undefined]);
    assert.deepEqual(returned, ['1']);
  } finally {
    timers.restore();
  }
});

test('what names no entity is not asked for again', async () => {
  const { store, calls, views, collect } = storeOver((items) => items.map((each) => ({ ...each, ok: false, code: 'bad_key' })), { deniedMs: 1 });
  await store.resume();
  store.watch(item, collect);
  await until('it is denied', () => views.at(-1)?.status === 'denied');
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(calls.length, 1);
});

test('a closed store hears nothing', async () => {
  const { store, views, collect } = storeOver();
  await store.resume();
  const stop = store.watch(item, collect);
  store.close();
  store.frames.state(stateAt('a:1'));
  store.mutated(begin);
  stop();
  assert.equal(views.length, 1);
});
