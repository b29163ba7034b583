import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pauses } from '../../src/connection/pauses.js';
import { RealtimeError } from '../../src/errors.js';
import { Inbox } from '../../src/inbox/inbox.js';
import { InboxList, type InboxListOptions, type InboxView } from '../../src/inbox/inboxList.js';
import type { Rest } from '../../src/rest/rest.js';
import type { Badge, InboxItem, InboxPage } from '../../src/types.js';
import { notice } from '../support/notice.js';
import { until } from '../support/until.js';

const badge = (version: number, lastSeq: number): Badge => ({ version, unread: 0, unseen: 0, lastSeq, lineage: '' });

/** The test is the server: it answers each read when it likes. */
function listOver(options: InboxListOptions = {}) {
  const reads: { query: Record<string, unknown>; answer: (page: InboxPage) => void; fail: (error: Error) => void }[] = [];
  const send = ({ query }: { query: Record<string, unknown> }) =>
    new Promise<InboxPage>((answer, fail) => reads.push({ query, answer, fail }));
  const pauses = new Pauses();
  const inbox = new Inbox({ send } as unknown as Rest, { pauses, backoff: () => 0 });
  const views: InboxView[] = [];
  const list = new InboxList(inbox, options, (view) => views.push(view));
  const answer = async (at: number, version: number, lastSeq: number, items: InboxItem[], next: number | null = null) => {
    await until(`read ${at} is asked`, () => reads.length > at);
    reads[at]!.answer({ items, next, badge: badge(version, lastSeq) });
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { inbox, pauses, list, reads, views, answer, items: () => views.at(-1)?.items };
}
const seqs = (items: readonly InboxItem[] | undefined) => items?.map(({ seq }) => seq);

test('a mark that is heard while the list is being read is not overwritten by the older answer', async () => {
  const { inbox, answer, items } = listOver({ filter: 'all' });
  inbox.frames.badge(badge(5, 2));
  inbox.frames.marked({ as: 'read', upTo: 2, version: 6 });
  await answer(0, 5, 2, [notice(2), notice(1)]);
  assert.deepEqual(items()?.map(({ read }) => read), [true, true]);
});

test('a mark that the answer already has is not drawn over what was done since', async () => {
  const { inbox, answer, items } = listOver({ filter: 'all' });
  inbox.frames.marked({ as: 'read', seqs: [1], version: 6 });
  await answer(0, 7, 1, [notice(1)]);
  assert.equal(items()?.[0]?.read, false, 'unread again at 7');
});

test('marks take effect in the order of their versions, whichever way they came', async () => {
  const { inbox, answer, items } = listOver({ filter: 'all' });
  await answer(0, 5, 1, [notice(1)]);
  inbox.frames.marked({ as: 'unread', seqs: [1], version: 7 });
  inbox.onMarked.emit({ as: 'read', seqs: [1], version: 6 });
  assert.equal(items()?.[0]?.read, false);
  inbox.frames.marked({ as: 'archived', seqs: [1], version: 8 });
  inbox.onMarked.emit({ as: 'seen', seqs: [1], version: 7 });
  assert.deepEqual([items()?.[0]?.archived, items()?.[0]?.seen], [true, true]);
});

test('an item that comes in while the list is being read is there once, and what it replaces is gone', async () => {
  const { inbox, answer, items } = listOver();
  inbox.frames.badge(badge(4, 2));
  inbox.frames.notification(notice(3, { replaces: [1], count: 2 }));
  await answer(0, 4, 2, [notice(2), notice(1)]);
  assert.deepEqual(seqs(items()), [3, 2]);
  inbox.frames.notification(notice(4, { replaces: [3], count: 3 }));
  assert.deepEqual(items()?.map(({ seq, count }) => [seq, count]), [[4, 3], [2, 1]]);
});

test('a group that was replaced does not come back with an older page, though what replaced it was archived', async () => {
  const { inbox, list, reads, answer, items } = listOver();
  await answer(0, 5, 9, [notice(9)], 9);
  inbox.frames.badge(badge(5, 9));
  const older = list.loadOlder();
  inbox.frames.notification(notice(10, { replaces: [8] }));
  inbox.frames.marked({ as: 'archived', seqs: [10], version: 7 });
  await answer(1, 5, 9, [notice(8), notice(7)]);
  await older;
  assert.deepEqual(reads[1]!.query, { before: 9 });
  assert.deepEqual(seqs(items()), [9, 7]);
});

test('an older page of a list that was read anew meanwhile is dropped', async () => {
  const { inbox, list, answer, views, items } = listOver();
  await answer(0, 5, 9, [notice(9)], 9);
  const older = list.loadOlder();
  inbox.onReset.emit();
  await answer(2, 8, 9, [notice(9)]);
  await answer(1, 5, 9, [notice(8)]);
  await older;
  assert.deepEqual([seqs(items()), views.at(-1)?.hasOlder], [[9], false]);
});

test('each list holds what its filter says, and lets go of what a mark takes out of it', async () => {
  const unread = listOver({ filter: 'unread' });
  await unread.answer(0, 5, 3, [notice(3), notice(2), notice(1)]);
  unread.inbox.frames.marked({ as: 'read', seqs: [1], version: 6 });
  unread.inbox.frames.marked({ as: 'archived', seqs: [2], version: 7 });
  unread.inbox.onMarked.emit({ as: 'snoozed', seqs: [3], until: '2027-01-01T00:00:00Z', version: 8 });
  assert.deepEqual(unread.items(), []);
  const comments = listOver({ kind: 'commented', entity: { type: 'workitem', id: '7' } });
  assert.deepEqual(comments.reads[0]!.query, { kind: 'commented', type: 'workitem', id: '7' });
  await comments.answer(0, 5, 3, []);
  comments.inbox.frames.badge(badge(5, 3));
  const entity = { type: 'workitem', id: '7' };
  comments.inbox.frames.notification(notice(4, { kind: 'commented', entity }));
  comments.inbox.frames.notification(notice(5, { kind: 'changed', entity }));
  comments.inbox.frames.notification(notice(6, { kind: 'commented', entity: { type: 'workitem', id: '8' } }));
  assert.deepEqual(seqs(comments.items()), [4]);
});

test('an item that comes back from its snooze leaves the snoozed and joins the others under its new number', async () => {
  const [snoozed, active] = [listOver({ filter: 'snoozed' }), listOver()];
  await snoozed.answer(0, 5, 3, [notice(2, { snoozedUntil: '2027-01-01T00:00:00Z' })]);
  await active.answer(0, 5, 3, [notice(3)]);
  for (const { inbox } of [snoozed, active]) {
    inbox.frames.badge(badge(5, 3));
    inbox.frames.notification(notice(4, { replaces: [2] }));
  }
  assert.deepEqual([seqs(snoozed.items()), seqs(active.items())], [[], [4, 3]]);
});

test('a mark that may put items into a list has it read again; so does a snooze whose end is not told', async () => {
  for (const [filter, as] of [['unread', 'unread'], ['archived', 'archived'], ['snoozed', 'snoozed'], [undefined, 'snoozed'], [undefined, 'active'], ['unread', 'active']] as const) {
    const { inbox, answer, items } = listOver(filter && { filter });
    await answer(0, 5, 3, []);
    inbox.frames.marked({ as, seqs: [1], version: 6 });
    const brought = { read: false, archived: as === 'archived', ...(filter === 'snoozed' && { snoozedUntil: '2027-01-01T00:00:00Z' }) };
    await answer(1, 6, 3, [notice(1, brought)]);
    assert.deepEqual(seqs(items()), [1], `${filter} ${as}`);
  }
});

test('what asks for a read while one is under way gets another one, whose answer is later', async () => {
  const { inbox, reads, answer, items } = listOver();
  inbox.onReset.emit();
  inbox.onReset.emit();
  assert.equal(reads.length, 1);
  await answer(0, 5, 1, [notice(1)]);
  await answer(1, 6, 2, [notice(2), notice(1)]);
  assert.deepEqual([reads.length, seqs(items())], [2, [2, 1]]);
});

test('a list that could not be read says why, and is read with the next connection', async () => {
  const { inbox, reads, views, answer, items } = listOver();
  reads[0]!.fail(new RealtimeError('network', 'The server cannot be reached.'));
  await until('it is told', () => views.length === 1);
  assert.deepEqual([views[0]?.error?.code, views[0]?.items], ['network', undefined]);
  inbox.frames.badge(badge(5, 1));
  await answer(1, 5, 1, [notice(1)]);
  assert.deepEqual([seqs(items()), views.at(-1)?.error], [[1], undefined]);
});

test('a list does not grow for ever: the oldest go, and can be read again', async () => {
  const { inbox, list, reads, answer, items } = listOver();
  await answer(0, 1, 0, []);
  inbox.frames.badge(badge(1, 0));
  for (let seq = 1; seq <= 1_001; seq++) inbox.frames.notification(notice(seq));
  assert.deepEqual([items()?.length, items()?.at(-1)?.seq], [1_000, 2]);
  void list.loadOlder();
  assert.deepEqual(reads.at(-1)?.query, { before: 2 });
});

test('marks are not kept for ever: past 200 the list is read again', async () => {
  const { inbox, reads, answer } = listOver();
  await answer(0, 1, 5, [notice(5)]);
  for (let version = 2; version <= 201; version++) inbox.frames.marked({ as: 'seen', seqs: [5], version });
  assert.equal(reads.length, 1);
  inbox.frames.marked({ as: 'seen', seqs: [5], version: 202 });
  assert.equal(reads.length, 2);
});

test('a closed list tells nobody', async () => {
  const { inbox, list, views, answer } = listOver();
  list.close();
  inbox.frames.badge(badge(1, 10));
  inbox.frames.notification(notice(11));
  await answer(0, 5, 1, [notice(1)]);
  assert.deepEqual(views, []);
});

test('what is gone leaves open lists, also when an answer from before still has it, and may come back', async () => {
  const { inbox, answer, items } = listOver();
  await answer(0, 5, 3, [notice(3), notice(2), notice(1)]);
  inbox.frames.removed({ seqs: [1], version: 6 });
  assert.deepEqual(seqs(items()), [3, 2]);
  inbox.frames.inboxReset({ lastSeq: 3 });
  inbox.frames.removed({ seqs: [2], version: 8 });
  await answer(1, 7, 3, [notice(3), notice(2)]);
  assert.deepEqual(seqs(items()), [3]);
  inbox.frames.inboxReset({ lastSeq: 3 });
  await answer(2, 9, 3, [notice(3), notice(2)]);
  assert.deepEqual(seqs(items()), [3, 2]);
});

test('a list that could not be read is read again on the same link, but not when what it asks for cannot be', async () => {
  const { inbox, pauses, list, reads, views, answer, items } = listOver();
  inbox.frames.badge(badge(5, 1));
  reads[0]!.fail(new RealtimeError('internal', 'The server failed.', { code: 'internal', status: 500 }));
  await until('the error is told', () => views.at(-1)?.error?.code === 'internal');
  await answer(1, 5, 1, [notice(1)]);
  assert.deepEqual([seqs(items()), views.at(-1)?.error], [[1], undefined]);
  inbox.frames.inboxReset({ lastSeq: 1 });
  reads[2]!.fail(new RealtimeError('bad_query', 'There is no such kind.', { code: 'bad_query', status: 400 }));
  await until('the error is told', () => views.at(-1)?.error?.code === 'bad_query');
  pauses.wake();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(reads.length, 3);
  list.close();
});

test('a list ends with its inbox, whatever it still waits for', async () => {
  for (const end of ['answer', 'fail'] as const) {
    const { inbox, reads, views } = listOver();
    inbox.close();
    if (end === 'answer') reads[0]!.answer({ items: [], next: null, badge: badge(1, 0) });
    else reads[0]!.fail(new RealtimeError('network', 'The server cannot be reached.'));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(views, []);
  }
});
