import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Inbox, type Notified } from '../../src/inbox/inbox.js';
import { Pauses } from '../../src/connection/pauses.js';
import type { Patience, Rest } from '../../src/rest/rest.js';
import type { Badge, InboxItem } from '../../src/types.js';
import { until } from '../support/until.js';

const badge = (version: number, lastSeq: number): Badge => ({ version, unread: 1, unseen: 1, lastSeq, lineage: '' });
const notice = (seq: number) => ({ seq, title: `n${seq}` }) as InboxItem;

function inboxOver(pages: Record<number, { items: InboxItem[]; badge: Badge }>) {
  const asked: number[] = [];
  const rest = {
    send: async ({ query }: { query: { after: number } }) => {
      asked.push(query.after);
      return { next: null, ...pages[query.after]! };
    },
  };
  const inbox = new Inbox(rest as unknown as Rest, { backoff: () => 0 });
  const told: string[] = [];
  inbox.onNotification.add(({ item, caughtUp }: Notified) => void told.push(`${item.seq}${caughtUp ? ' caught up' : ''}`));
  let resets = 0;
  inbox.onReset.add(() => void resets++);
  return { inbox, asked, told, resets: () => resets };
}

test('the first badge says where the page begins; live notifications follow without reading', () => {
  const { inbox, asked, told } = inboxOver({});
  inbox.frames.badge(badge(1, 10));
  inbox.frames.notification(notice(11));
  inbox.frames.badge(badge(2, 11));
  assert.deepEqual([asked, told], [[], ['11']]);
});

test('a badge that counts more than was told has the rest read, page by page', async () => {
  const { inbox, asked, told } = inboxOver({
    10: { items: [notice(11), notice(12)], badge: badge(5, 13) },
    12: { items: [notice(13)], badge: badge(5, 13) },
  });
  inbox.frames.badge(badge(1, 10));
  inbox.frames.badge(badge(5, 13));
  await until('all are told', () => told.length === 3);
  assert.deepEqual(told, ['11 caught up', '12 caught up', '13 caught up']);
  assert.deepEqual(asked, [10, 12]);
});

test('one that arrives live while older ones are read is told once, in order', async () => {
  const { inbox, told } = inboxOver({ 10: { items: [notice(11), notice(12)], badge: badge(5, 12) } });
  inbox.frames.badge(badge(1, 10));
  inbox.frames.badge(badge(4, 11));
  inbox.frames.notification(notice(12));
  inbox.frames.badge(badge(5, 12));
  await until('both are told', () => told.length === 2);
  assert.deepEqual(told, ['11 caught up', '12']);
});

test('what is read before it arrives live is told when it arrives', async () => {
  const { inbox, asked, told } = inboxOver({ 10: { items: [notice(11), notice(12)], badge: badge(5, 12) } });
  inbox.frames.badge(badge(1, 10));
  inbox.frames.badge(badge(4, 11));
  await until('the quiet one is told', () => told.length > 0);
  // The reading on ends with the turn that it told in.
  await new Promise(setImmediate);
  inbox.frames.notification(notice(12));
  inbox.frames.badge(badge(5, 12));
  assert.deepEqual([told, asked], [['11 caught up', '12'], [10]]);
});

test('numbers that were grouped away do not have the inbox read for ever', async () => {
  const { inbox, asked } = inboxOver({ 10: { items: [], badge: badge(5, 12) } });
  inbox.frames.badge(badge(1, 10));
  inbox.frames.badge(badge(5, 12));
  await new Promise((resolve) => setTimeout(resolve, 5));
  inbox.frames.badge(badge(6, 12));
  assert.deepEqual(asked, [10]);
});

test('an inbox reset has the inbox read from what was told, and the page read its lists', async () => {
  const { inbox, told, resets } = inboxOver({ 10: { items: [notice(14)], badge: badge(9, 14) } });
  inbox.frames.badge(badge(1, 10));
  inbox.frames.inboxReset({ lastSeq: 14 });
  await until('it is told', () => told.length === 1);
  assert.equal(resets(), 1);
});

test('an inbox reset without newer items has the page read its lists: marks were lost', () => {
  const { inbox, asked, resets } = inboxOver({});
  inbox.frames.inboxReset({ lastSeq: 10 });
  inbox.frames.badge(badge(1, 10));
  inbox.frames.inboxReset({ lastSeq: 10 });
  inbox.frames.inboxReset({ lastSeq: 9 });
  assert.deepEqual([resets(), asked], [3, []]);
});

test('the first badge after a time away has the page read its lists if it is a newer one', () => {
  const { inbox, resets } = inboxOver({});
  inbox.frames.badge(badge(4, 10));
  inbox.suspend();
  inbox.suspend();
  inbox.frames.badge(badge(6, 10));
  assert.equal(resets(), 1);
  // From here on every mark is heard.
  inbox.frames.badge(badge(7, 10));
  assert.equal(resets(), 1);
  inbox.suspend();
  inbox.frames.badge(badge(7, 10));
  inbox.frames.badge(badge(8, 10));
  assert.equal(resets(), 1);
});

test('a server that is behind at first and then catches up has told of every mark', () => {
  const { inbox, resets } = inboxOver({});
  inbox.frames.badge(badge(4, 10));
  inbox.suspend();
  inbox.frames.badge(badge(3, 10));
  inbox.frames.badge(badge(5, 10));
  inbox.suspend();
  inbox.frames.badge(badge(5, 10));
  assert.equal(resets(), 0);
});

test('an own mark while away does not hide those that another tab made before it', async () => {
  const inbox = new Inbox({ send: async () => badge(6, 10) } as unknown as Rest);
  let resets = 0;
  inbox.onReset.add(() => void resets++);
  inbox.frames.badge(badge(4, 10));
  inbox.suspend();
  await inbox.mark({ as: 'read', seqs: [10] });
  inbox.frames.badge(badge(6, 10));
  assert.equal(resets, 1);
});

test('a list that was read before the hub was there is read again if the first badge is a newer one', async () => {
  const { inbox, resets } = inboxOver({ 10: { items: [], badge: badge(4, 10) } });
  await inbox.read({ after: 10 });
  inbox.frames.badge(badge(5, 10));
  assert.equal(resets(), 1);
});

test('a badge from a mark counts as any other, and marks are told to the page', async () => {
  const rest = { send: async () => ({ version: 3, unread: 0, unseen: 0, lastSeq: 10, lineage: '' }) };
  const inbox = new Inbox(rest as unknown as Rest);
  const marks: unknown[] = [];
  inbox.onMarked.add((mark) => void marks.push(mark));
  inbox.frames.badge(badge(2, 10));
  await inbox.mark({ as: 'read', upTo: 10 });
  inbox.frames.badge(badge(2, 10));
  assert.equal(inbox.badge?.unread, 0);
  inbox.frames.marked({ as: 'seen', seqs: [4], version: 4 });
  assert.deepEqual(marks, [{ as: 'read', upTo: 10, version: 3 }, { as: 'seen', seqs: [4], version: 4 }]);
});

test('a live notification that skips a number has those before it read first, and all are told in order', async () => {
  const { inbox, asked, told } = inboxOver({ 10: { items: [notice(11), notice(12), notice(13)], badge: badge(5, 13) } });
  inbox.frames.badge(badge(1, 10));
  inbox.frames.notification(notice(13));
  await until('all are told', () => told.length === 3);
  assert.deepEqual([told, asked], [['11 caught up', '12 caught up', '13'], [10]]);
});

test('the same notification twice, or an older one, is told once', () => {
  const { inbox, told } = inboxOver({});
  inbox.frames.badge(badge(1, 10));
  for (const seq of [11, 11, 10, 12, 11]) inbox.frames.notification(notice(seq));
  assert.deepEqual(told, ['11', '12']);
});

test('a page that answers behind the badge does not have the inbox read in circles', async () => {
  const { inbox, asked } = inboxOver({ 10: { items: [], badge: badge(4, 10) } });
  inbox.frames.badge(badge(1, 10));
  inbox.frames.badge(badge(5, 12));
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(asked, [10]);
});

test('a closed inbox tells nobody', async () => {
  const { inbox, told, resets } = inboxOver({});
  inbox.frames.badge(badge(1, 10));
  inbox.close();
  inbox.frames.notification(notice(11));
  inbox.frames.inboxReset({ lastSeq: 11 });
  assert.deepEqual([told, resets()], [[], 0]);
});

test('a mark that took more than one try has the page read its lists: its answer may be later than what it did', async () => {
  const send = async (_: unknown, { beforeTry }: Patience) => {
    beforeTry!();
    beforeTry!();
    return badge(9, 10);
  };
  const inbox = new Inbox({ send } as unknown as Rest);
  const heard: unknown[] = [];
  inbox.onMarked.add((mark) => heard.push(mark));
  inbox.onReset.add(() => heard.push('reset'));
  await inbox.mark({ as: 'read', seqs: [10] });
  assert.deepEqual(heard, ['reset']);
});

test('more than anyone reads as it pops up is in the list only: a few pages are told, and lists read anew', async () => {
  const pages = Object.fromEntries(
    [10, 11, 12, 13, 14, 15].map((seq) => [seq, { items: [notice(seq + 1)], badge: badge(9, 5_010) }]),
  );
  const { inbox, asked, told, resets } = inboxOver(pages);
  inbox.frames.badge(badge(1, 10));
  inbox.frames.badge(badge(9, 5_010));
  await until('lists are to be read', () => resets() === 1);
  assert.deepEqual([asked, told.length], [[10, 11, 12, 13], 4]);
  inbox.frames.notification(notice(5_011));
  assert.equal(told.at(-1), '5011');
});

test('a badge of another history of the database has all read anew, and what is new there is told', async () => {
  const { inbox, told, resets } = inboxOver({ 10: { items: [notice(1_700_000_001)], badge: { ...badge(1_700_000_002, 1_700_000_001), lineage: 'abcd' } } });
  inbox.frames.badge(badge(8, 10));
  inbox.frames.badge({ ...badge(1_700_000_002, 1_700_000_001), lineage: 'abcd' });
  assert.equal(resets(), 1);
  assert.equal(inbox.badge?.version, 1_700_000_002);
  await until('the new one is told', () => told.length === 1);
  assert.deepEqual(told, ['1700000001 caught up']);
});

/** Reads fail until the test says otherwise. */
function inboxThatCannotRead() {
  const pauses = new Pauses();
  let canRead = false;
  let reads = 0;
  const send = async () => {
    reads++;
    if (!canRead) throw new Error('internal');
    return { items: [notice(11), notice(12)], next: null, badge: badge(6, 12) };
  };
  const inbox = new Inbox({ send } as unknown as Rest, { pauses, backoff: (attempt) => (attempt < 2 ? 0 : 3_600_000) });
  const told: string[] = [];
  inbox.onNotification.add(({ item, caughtUp }) => void told.push(`${item.seq}${caughtUp ? ' caught up' : ''}`));
  inbox.frames.badge(badge(1, 10));
  inbox.frames.badge(badge(5, 11));
  return { inbox, pauses, told, reads: () => reads, recover: () => (canRead = true) };
}

test('what could not be read is read again without another badge, and what came live meanwhile is told behind it', async () => {
  const { inbox, pauses, told, reads, recover } = inboxThatCannotRead();
  await until('it was tried for a while', () => reads() === 3);
  inbox.frames.notification(notice(12));
  recover();
  pauses.wake();
  await until('both are told', () => told.length === 2);
  assert.deepEqual(told, ['11 caught up', '12']);
});

test('without a link nothing is tried again: the first badge of the next one has it read', async () => {
  const { inbox, pauses, told, reads, recover } = inboxThatCannotRead();
  await until('it was tried for a while', () => reads() === 3);
  inbox.suspend();
  pauses.wake();
  await new Promise(setImmediate);
  assert.equal(reads(), 3);
  recover();
  inbox.frames.badge(badge(6, 12));
  await until('both are told', () => told.length === 2);
});

test('a closed inbox is not read again', async () => {
  const { inbox, pauses, reads } = inboxThatCannotRead();
  await until('it was tried for a while', () => reads() === 3);
  inbox.close();
  pauses.wake();
  await new Promise(setImmediate);
  assert.equal(reads(), 3);
});
