import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WatchQueue } from '../../src/connection/watchQueue.js';
import type { EntityRef, WatchItem } from '../../src/types.js';
import { until } from '../support/until.js';

const ref = (id: string): EntityRef => ({ type: 'workitem', id });

/** The test says when the hub answers. */
function queueOver() {
  const calls: string[] = [];
  const answers: (() => void)[] = [];
  const queue = new WatchQueue({
    invoke: <T>(method: string, items: WatchItem[]) => {
      calls.push(`${method} ${items.map(({ id }) => id)}`);
      return new Promise<T>((resolve) => answers.push(() => resolve(items.map((item) => ({ ...item, ok: true })) as T)));
    },
    item: (key) => ref(key.split('/')[1]!),
    answered: () => {},
    refused: () => assert.fail('nothing is refused'),
  });
  const answer = async () => {
    answers.shift()!();
    await new Promise(setImmediate);
  };
  return { queue, calls, answer };
}

test('what is given up while it waits to be asked for again is unwatched: the hub watches it already', async () => {
  const { queue, calls, answer } = queueOver();
  void queue.resume([]);
  queue.watch('workitem/1');
  await until('it is asked for', () => calls.length === 1);
  await answer();
  queue.watch('workitem/2');
  await until('another call is under way', () => calls.length === 2);
  queue.watch('workitem/1');
  queue.unwatch(ref('1'));
  await answer();
  assert.deepEqual(calls, ['Watch 1', 'Watch 2', 'Unwatch 1']);
});

test('what is asked for and given up within one turn, or was asked for on another link, the hub never hears of', async () => {
  const { queue, calls, answer } = queueOver();
  void queue.resume(['workitem/1']);
  await until('it is asked for', () => calls.length === 1);
  queue.watch('workitem/2');
  queue.unwatch(ref('2'));
  await answer();
  queue.suspend();
  void queue.resume(['workitem/1']);
  queue.unwatch(ref('1'));
  await new Promise(setImmediate);
  assert.deepEqual(calls, ['Watch 1']);
});
