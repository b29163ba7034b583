import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newerBadge } from '../../src/inbox/badge.js';
import { addItems, applyMark } from '../../src/inbox/inboxReduce.js';
import type { InboxItem } from '../../src/types.js';
import { notice } from '../support/notice.js';

const seqs = (items: InboxItem[]) => items.map(({ seq }) => seq);

test('a badge never goes back, whichever way it came', () => {
  const old = { version: 3, unread: 1, unseen: 1, lastSeq: 4, lineage: '' };
  const next = { version: 4, unread: 0, unseen: 0, lastSeq: 4, lineage: '' };
  assert.equal(newerBadge(undefined, old), old);
  assert.equal(newerBadge(old, next), next);
  assert.equal(newerBadge(next, old), next);
  assert.equal(newerBadge(next, { ...next }), next, 'the same version is no news');
});

test('items stand newest first, each once, and a group takes the place of what it replaces', () => {
  const items = addItems([notice(3), notice(1)], [notice(2), notice(3, { count: 2 })]);
  assert.deepEqual(seqs(items), [3, 2, 1]);
  assert.equal(items[0]?.count, 2);
  assert.deepEqual(seqs(addItems(items, [notice(4, { replaces: [1, 3] })])), [4, 2]);
  assert.deepEqual(seqs(addItems(addItems(items, [notice(4, { replaces: [3] })]), [notice(3)])), [4, 2, 1], 'late old item');
});

test('upTo marks nothing that came after it', () => {
  const items = applyMark([notice(3), notice(2), notice(1)], { as: 'read', upTo: 2 });
  assert.deepEqual(items.map(({ read }) => read), [false, true, true]);
});

test('a snooze ends an archive, and an archive a snooze', () => {
  const [archived] = applyMark([notice(1, { snoozedUntil: '2027-01-01T00:00:00Z' })], { as: 'archived', seqs: [1] });
  assert.deepEqual([archived?.archived, archived?.snoozedUntil], [true, undefined]);
  const [snoozed] = applyMark([archived!], { as: 'snoozed', seqs: [1], until: '2027-01-01T00:00:00Z' });
  assert.deepEqual([snoozed?.archived, snoozed?.snoozedUntil], [false, '2027-01-01T00:00:00Z']);
  for (const away of [archived!, snoozed!]) {
    const [back] = applyMark([away], { as: 'active', seqs: [1] });
    assert.deepEqual([back?.archived, back?.snoozedUntil], [false, undefined]);
  }
});

test('read implies seen; unread leaves seen alone; archived and snoozed are taken over', () => {
  const [read] = applyMark([notice(1)], { as: 'read', seqs: [1] });
  assert.deepEqual([read?.seen, read?.read], [true, true]);
  const [unread] = applyMark([read!], { as: 'unread', seqs: [1] });
  assert.deepEqual([unread?.seen, unread?.read], [true, false]);
  assert.equal(applyMark([notice(1)], { as: 'archived', seqs: [1] })[0]?.archived, true);
  assert.equal(applyMark([notice(1)], { as: 'snoozed', seqs: [1], until: '2027-01-01T00:00:00Z' })[0]?.snoozedUntil, '2027-01-01T00:00:00Z');
});
