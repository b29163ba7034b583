import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { EntityStore } from '../../src/entities/entityStore.js';
import { RealtimeError } from '../../src/errors.js';
import { Pauses } from '../../src/connection/pauses.js';
import type { WatchItem } from '../../src/types.js';
import { changed, item, stateAt } from '../support/entities.js';
import { until } from '../support/until.js';

let pauses: Pauses;
beforeEach(() => (pauses = new Pauses()));
afterEach(() => pauses.close());

/** A store that watches the item, and has it at `a:1`; the hub answers when it is told to. */
async function watching(bounds: { unavailableMs?: number } = {}) {
  const asked: WatchItem[][] = [];
  let answers = { resolve: (_: unknown) => {}, reject: (_: unknown) => {} };
  const store = new EntityStore({
    invoke: <T>(_: string, ...args: unknown[]) => {
      asked.push(args[0] as WatchItem[]);
      return new Promise<T>((resolve, reject) => (answers = { resolve: (value) => resolve(value as T), reject }));
    },
    pauses,
    mutationsOf: () => [],
    lingerMs: 0,
    ...bounds,
  });
  const shown: unknown[] = [];
  const hub = {
    asked,
    shown,
    times: (count: number) => until(`the hub is asked for the ${count}. time`, () => asked.length === count),
    settled: () => new Promise((resolve) => setImmediate(resolve)),
    ok: async () => {
      answers.resolve(asked.at(-1)!.map((each) => ({ ...each, ok: true })));
      await hub.settled();
    },
    refuse: async () => {
      answers.reject(new RealtimeError('unavailable', 'Nobody can tell just now.'));
      await hub.settled();
    },
  };
  void store.resume();
  store.watch(item, ({ state }) => shown.push(state?.fields.n));
  await hub.times(1);
  store.frames.state(stateAt('a:1', { n: 1 }));
  await hub.ok();
  return { store, hub };
}

test('a gap is asked about once, and frames until the answer are not taken for more gaps', async () => {
  const { store, hub } = await watching();
  store.frames.changed(changed('a:2', 'a:3', { n: 3 }));
  store.frames.changed(changed('a:3', 'a:4', { n: 4 }));
  await hub.times(2);
  store.frames.changed(changed('a:4', 'a:5', { n: 5 }));
  assert.deepEqual(hub.asked[1], [item], 'without a position: by that the hub would tell nothing that it has told before');
  assert.equal(hub.shown.at(-1), 1, 'nothing is guessed');
  store.frames.state({ ...stateAt('a:5', { n: 5 }), reset: true });
  await hub.ok();
  assert.equal(hub.shown.at(-1), 5);
  assert.equal(hub.asked.length, 2);
  store.suspend();
  void store.resume();
  await hub.times(3);
  assert.deepEqual(hub.asked[2], [{ ...item, position: 'a:5' }]);
});

test('a gap stays until it is closed, whoever refused the question', async () => {
  const { store, hub } = await watching({ unavailableMs: 0 });
  store.frames.changed(changed('a:2', 'a:3', { n: 3 }));
  await hub.times(2);
  await hub.refuse();
  await hub.times(3);
  assert.deepEqual(hub.asked[2], [item]);
});

test('a gap that is found while the hub is asked by position is asked about after that', async () => {
  const { store, hub } = await watching();
  void store.recheck();
  await hub.times(2);
  assert.deepEqual(hub.asked[1], [{ ...item, position: 'a:1' }]);
  store.frames.changed(changed('a:2', 'a:3', { n: 3 }));
  await hub.ok();
  await hub.times(3);
  assert.deepEqual(hub.asked[2], [item]);
});

test('a gap behind the whole state is another one, also before the call is answered', async () => {
  const { store, hub } = await watching();
  store.frames.changed(changed('a:2', 'a:3', { n: 3 }));
  await hub.times(2);
  store.frames.state({ ...stateAt('a:3', { n: 3 }), reset: true });
  store.frames.changed(changed('a:4', 'a:5', { n: 5 }));
  await hub.ok();
  await hub.times(3);
  assert.deepEqual(hub.asked[2], [item]);
});

test('what waits to be asked by position when a gap is found is asked without one', async () => {
  const { store, hub } = await watching();
  void store.recheck();
  store.frames.changed(changed('a:2', 'a:3', { n: 3 }));
  await hub.times(2);
  assert.deepEqual(hub.asked[1], [item]);
});

test('a gap ends with its link, because a new one has told nothing', async () => {
  const { store, hub } = await watching();
  store.frames.changed(changed('a:2', 'a:3', { n: 3 }));
  store.suspend();
  void store.resume();
  await hub.times(2);
  assert.deepEqual(hub.asked[1], [{ ...item, position: 'a:1' }]);
});
