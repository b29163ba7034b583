import '../support/webcrypto.js';
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Pauses } from '../../src/connection/pauses.js';
import { TokenSource } from '../../src/connection/token.js';
import { Inbox } from '../../src/inbox/inbox.js';
import { InboxList, type InboxView } from '../../src/inbox/inboxList.js';
import { MarkQueue } from '../../src/inbox/markQueue.js';
import { Rest } from '../../src/rest/rest.js';
import type { Badge, InboxPage, Mark } from '../../src/types.js';
import { fakeFetch } from '../support/fakeFetch.js';
import { notice } from '../support/notice.js';
import { until } from '../support/until.js';

let pauses: Pauses;
beforeEach(() => (pauses = new Pauses()));
afterEach(() => pauses.close());

const badge = (version: number): Badge => ({ version, unread: 0, unseen: 0, lastSeq: 2, lineage: '' });
const page = (version: number, read: number[] = []): { body: InboxPage } => ({
  body: { items: [2, 1].map((seq) => ({ ...notice(seq), read: read.includes(seq) })), next: null, badge: badge(version) },
});
const lost = () => new TypeError('Failed to fetch');

async function listOver(answers: Parameters<typeof fakeFetch>, options: ConstructorParameters<typeof Inbox>[1] = {}) {
  const { fetch, requests } = fakeFetch(page(1), ...answers);
  const rest = new Rest({ base: 'http://x/v1/demo', tokens: new TokenSource('t'), backoff: () => 0, pauses, fetch });
  const inbox = new Inbox(rest, options);
  const views: string[] = [];
  /** What is read, whenever that is shown anew. */
  const list = new InboxList(inbox, {}, ({ items }: InboxView) => views.push((items ?? []).filter(({ read }) => read).map(({ seq }) => seq).join()));
  await until('it is read', () => views.length === 1);
  return { inbox, list, requests, views, marks: () => requests.filter(({ method }) => method === 'POST') };
}

test('a mark is drawn at once and stays drawn when it is answered', async () => {
  const { inbox, views } = await listOver([{ body: badge(2) }]);
  const answered = inbox.mark({ as: 'read', seqs: [1] });
  assert.deepEqual(views, ['', '1']);
  await answered;
  assert.deepEqual(views, ['', '1', '1']);
});

test('a refusal takes it back', async () => {
  const { inbox, views } = await listOver([{ status: 400, body: { code: 'unknown_seq' } }]);
  await assert.rejects(inbox.mark({ as: 'read', upTo: 99 }), { code: 'unknown_seq' });
  assert.deepEqual(views, ['', '1,2'.split(',').reverse().join(), '']);
});

test('what cannot be sent waits, drawn, and is sent under one key as soon as it can be; what was done since is read behind it', async () => {
  const { inbox, views, marks } = await listOver([...Array.from({ length: 50 }, lost), { body: badge(5) }, page(5, [1, 2])]);
  await inbox.mark({ as: 'read', seqs: [1] });
  assert.equal(marks().length, 51);
  assert.equal(new Set(marks().map(({ headers }) => headers['Idempotency-Key'])).size, 1);
  await until('the list was read again', () => views.at(-1) === '2,1');
  assert.deepEqual([...new Set(views)], ['', '1', '2,1'], 'it was never taken back');
});

test('marks leave in their order, each when the one before it was answered, whatever became of that', async () => {
  const { inbox, views, marks } = await listOver([lost(), { status: 400, body: { code: 'unknown_seq' } }, { body: badge(3) }, { body: badge(4) }]);
  const answers = [inbox.mark({ as: 'read', seqs: [1] }), inbox.mark({ as: 'read', seqs: [2] }), inbox.mark({ as: 'unread', seqs: [2] })];
  assert.equal(views.at(-1), '1');
  assert.deepEqual((await Promise.allSettled(answers)).map(({ status }) => status), ['rejected', 'fulfilled', 'fulfilled']);
  assert.deepEqual(marks().map(({ body }) => (body as { seqs: number[] }).seqs[0]), [1, 1, 2, 2]);
  assert.equal(views.at(-1), '');
});

test('what is to outlive the page is sent at once, unless something is under way that could undo it; what comes later waits for both', async () => {
  const sent: Mark[] = [];
  const answers: (() => void)[] = [];
  const rest = { send: ({ body }: { body: Mark }) => (sent.push(body), new Promise((resolve) => answers.push(() => resolve(badge(2))))) };
  const queue = new MarkQueue(rest as unknown as Rest);
  const marks: Record<string, Mark> = { seen: { as: 'seen', upTo: 9 }, other: { as: 'unread', seqs: [8] }, read: { as: 'read', seqs: [7] }, unread: { as: 'unread', seqs: [7] }, again: { as: 'read', seqs: [7] } };
  const settled = [queue.run(marks['seen']!), queue.run(marks['other']!), queue.run(marks['read']!, { outlivesPage: true })];
  assert.deepEqual(sent.map(({ as }) => as), ['read'], 'before anything else can happen');
  settled.push(queue.run(marks['unread']!), queue.run(marks['again']!, { outlivesPage: true }));
  for (let answered = 0; answered < 5; answered++) {
    await until('the next is sent', () => answers.length > answered);
    answers[answered]!();
  }
  await Promise.all(settled);
  assert.deepEqual(sent.map(({ as, ...which }) => `${as} ${JSON.stringify(which)}`), ['read {"seqs":[7]}', 'seen {"upTo":9}', 'unread {"seqs":[8]}', 'unread {"seqs":[7]}', 'read {"seqs":[7]}']);
});

test('there is a bound, and what is past it is refused at once', async () => {
  const { inbox } = await listOver([lost()], { maxPending: 1, retryForMs: -1 });
  const first = inbox.mark({ as: 'seen', seqs: [1] });
  await assert.rejects(inbox.mark({ as: 'seen', seqs: [2] }), { code: 'too_many_mutations' });
  await assert.rejects(first, { code: 'network', outcomeUnknown: true });
});

test('closed, what waits fails as closed', async () => {
  const { inbox } = await listOver([lost()]);
  const wait = pauses.wait.bind(pauses);
  pauses.wait = () => wait(3_600_000);
  const answers = [inbox.mark({ as: 'seen', seqs: [1] }), inbox.mark({ as: 'seen', seqs: [2] })];
  await new Promise((resolve) => setTimeout(resolve, 5));
  pauses.close();
  for (const answer of answers) await assert.rejects(answer, { code: 'closed' });
});
