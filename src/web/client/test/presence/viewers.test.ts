import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reduceViewers, ViewerStore, type Viewers } from '../../src/presence/viewers.js';
import type { Viewer } from '../../src/types.js';
import { item } from '../support/entities.js';

const viewer = (user: string, status: Viewer['status'] = 'online'): Viewer => ({ user, name: user.toUpperCase(), status });
const users = ({ users }: Viewers) => users.map(({ user, status }) => `${user} ${status}`);

test('viewers join, leave, and come again with another status in the place that they had', () => {
  const first: Viewers = { total: 2, users: [viewer('ana'), viewer('bo')] };
  const then = reduceViewers(first, { ...item, total: 3, joined: [viewer('chi'), viewer('ana', 'away')] });
  assert.deepEqual(users(then), ['ana away', 'bo online', 'chi online']);
  const last = reduceViewers(then, { ...item, total: 2, left: ['bo', 'nobody'] });
  assert.deepEqual([last.total, users(last)], [2, ['ana away', 'chi online']]);
});

test('of a crowd only the number is known, and nobody is shown who may have left', () => {
  const crowd = reduceViewers({ total: 100, users: [viewer('ana')] }, { ...item, total: 101 });
  assert.deepEqual(crowd, { total: 101, users: [] });
});

test('whoever asks is told at once, and of every change until the last one is gone', () => {
  const store = new ViewerStore();
  const seen: string[][] = [];
  const stop = store.watch(item, (viewers) => seen.push(users(viewers)));
  store.frames.presence({ ...item, total: 1, users: [viewer('bo')] });
  store.frames.presence({ type: 'workitem', id: 'other', total: 1, users: [viewer('eve')] });
  store.frames.presenceChanged({ ...item, total: 0, left: ['bo'] });
  stop();
  store.frames.presence({ ...item, total: 1, users: [viewer('chi')] });
  assert.deepEqual(seen, [[], ['bo online'], []]);
  store.watch(item, (viewers) => seen.push(users(viewers)));
  assert.deepEqual(seen.at(-1), ['chi online']);
});

test('after a reset, or when it is no longer watched, nobody is shown', () => {
  const store = new ViewerStore();
  const totals: number[] = [];
  store.watch(item, ({ total }) => totals.push(total));
  for (const end of [() => store.reset(), () => store.forget('workitem/1')]) {
    store.frames.presence({ ...item, total: 2, users: [viewer('bo')] });
    end();
  }
  assert.deepEqual(totals, [0, 2, 0, 2, 0]);
});
