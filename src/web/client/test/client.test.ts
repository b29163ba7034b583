import './support/webcrypto.js';
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { connect, RealtimeClient, type ConnectOptions } from '../src/client.js';
import type { EntityView } from '../src/entities/entityStore.js';
import { changed, item, stateAt } from './support/entities.js';
import { FakeHub } from './support/fakeHub.js';
import { fakeFetch } from './support/fakeFetch.js';
import { FakeBrowser } from './support/fakeTabs.js';
import { until } from './support/until.js';

const realFetch = globalThis.fetch;
let client: RealtimeClient;

afterEach(async () => {
  globalThis.fetch = realFetch;
  await client.close();
});

async function liveClient(hub: FakeHub, more: Partial<ConnectOptions> = {}): Promise<RealtimeClient> {
  client = connect({
    url: 'http://x/',
    workspace: 'demo',
    user: 'ana',
    token: async () => ({ token: 't', expiresAt: '2999-01-01T00:00:00Z' }),
    retry: { baseMs: 0 },
    openLink: hub.open,
    ...more,
  });
  await until('it is live', () => client.status.state === 'live');
  return client;
}

test('a watched entity follows frames, and after a reconnect goes on from its position', async () => {
  const hub = new FakeHub();
  await liveClient(hub);
  const views: EntityView[] = [];
  client.watch(item, (view) => views.push(view));
  await until('it is watched', () => hub.link.called('Watch').length === 1);
  hub.link.send('state', stateAt('a:1', { title: 'one' }));
  hub.link.send('changed', changed('a:1', 'a:2', { title: 'two' }));
  hub.link.drop();
  await until('it is watched again', () => hub.links.length === 2 && hub.link.called('Watch').length === 1);
  assert.deepEqual(hub.link.called('Watch'), [[[{ ...item, position: 'a:2' }]]]);
  hub.link.send('changed', changed('a:2', 'a:5', { title: 'five' }));
  assert.deepEqual(views.map(({ state }) => state?.fields.title), [undefined, 'one', 'two', 'five']);
});

test('a patch shows at once, and a refusal takes it back and throws', async () => {
  const hub = new FakeHub();
  await liveClient(hub);
  const titles: unknown[] = [];
  client.watch(item, ({ state }) => titles.push(state?.fields.title));
  hub.link.send('state', stateAt('a:1', { title: 'one' }));
  const fake = fakeFetch({ body: stateAt('a:2', { title: 'two' }) }, { status: 403, body: { code: 'access_denied' } });
  globalThis.fetch = fake.fetch;
  await client.patch(item, { title: 'two' });
  await assert.rejects(client.patch(item, { title: 'three' }), { code: 'access_denied' });
  assert.deepEqual(titles, [undefined, 'one', 'two', 'two', 'three', 'two']);
  assert.equal(fake.requests[0]?.url, 'http://x/v1/demo/entities/workitem/1');
  assert.equal(fake.requests[0]?.headers['Content-Type'], 'application/merge-patch+json');
  assert.deepEqual(fake.requests[0]?.body, { title: 'two' });
});

test('a failure of unknown outcome that its caller deals with is drawn no longer', async () => {
  const hub = new FakeHub();
  await liveClient(hub, { mutations: { retryForMs: 0 } });
  const views: EntityView[] = [];
  client.watch(item, (view) => views.push(view));
  hub.link.send('state', stateAt('a:1', { title: 'one' }));
  globalThis.fetch = fakeFetch(new TypeError('Failed to fetch')).fetch;
  await assert.rejects(client.patch(item, { title: 'two' }, { keepFailed: false }), { outcomeUnknown: true });
  const { state, mutations } = views.at(-1)!;
  assert.deepEqual([state?.fields.title, mutations, client.mutations], ['one', [], []]);
});

test('what is no JSON is refused at the call: nothing is drawn, nothing waits, and the next patch goes through', async () => {
  const hub = new FakeHub();
  hub.answers.SetPresence = () => assert.fail('nothing is sent');
  await liveClient(hub);
  const titles: unknown[] = [];
  client.watch(item, ({ state }) => titles.push(state?.fields.title));
  hub.link.send('state', stateAt('a:1', { title: 'one' }));
  const fake = fakeFetch({ body: stateAt('a:2', { title: 'two' }) });
  globalThis.fetch = fake.fetch;
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  for (const bad of [NaN, 1n, undefined, new Date(), () => 1, cyclic, { toJSON: () => assert.fail('nobody calls it') }]) {
    await assert.rejects(client.patch(item, { title: { deep: bad } } as never), { code: 'bad_value', problem: { code: 'bad_value', field: field(bad) } });
    await assert.rejects(client.put(item, { title: bad } as never), { code: 'bad_value' });
    if (bad !== undefined) await assert.rejects(client.setPresence({ status: bad } as never), { code: 'bad_value' });
  }
  assert.deepEqual(client.mutations, []);
  const fields = { title: 'two' };
  const answered = client.patch(item, fields);
  fields.title = 'changed meanwhile';
  await answered;
  assert.deepEqual(fake.requests.map(({ body }) => body), [{ title: 'two' }]);
  assert.deepEqual(titles, [undefined, 'one', 'two', 'two']);

  function field(bad: unknown): string {
    if (bad === cyclic) return 'patch.title.deep.self';
    return typeof bad === 'object' && Object.hasOwn(bad!, 'toJSON') ? 'patch.title.deep.toJSON' : 'patch.title.deep';
  }
});

test('an id that a query or a fragment could begin with hits its own entity; one that a path cannot hold hits none', async () => {
  const hub = new FakeHub();
  await liveClient(hub);
  const { fetch, requests } = fakeFetch({ status: 204 }, { status: 204 }, { body: { comments: [], next: null } });
  globalThis.fetch = fetch;
  await client.delete({ type: 'workitem', id: '43?x=' });
  await client.follow({ type: 'workitem', id: '43#' });
  await client.comments({ type: 'workitem', id: 'ACME\\ana' });
  assert.deepEqual(
    requests.map(({ url }) => url),
    ['entities/workitem/43%3Fx%3D', 'entities/workitem/43%23/followers/ana', 'entities/workitem/ACME%5Cana/comments'].map((path) => `http://x/v1/demo/${path}`),
  );
  for (const id of ['.', '..', '43/comments', '', null, undefined]) {
    const entity = { type: 'workitem', id: id as string };
    for (const call of [() => client.delete(entity), () => client.comment(entity, 'x'), () => client.unfollow(entity), () => client.followers(entity)]) {
      await assert.rejects(call(), { code: 'bad_key' });
    }
    await assert.rejects(client.setPresence({ status: 'online', focus: entity }), { code: 'bad_presence' });
    const views: EntityView[] = [];
    client.watch(entity, (view) => views.push(view))();
    assert.deepEqual(views.map(({ status, code }) => [status, code]), [['denied', 'bad_key']]);
  }
  assert.equal(requests.length, 3);
});

test('an id that is a number is watched as the text that it is in a path, together with who names it so', async () => {
  const hub = new FakeHub();
  await liveClient(hub);
  const titles: unknown[] = [];
  client.watch({ type: 'workitem', id: 485 as unknown as string }, ({ state }) => titles.push(state?.fields.title));
  client.watch({ type: 'workitem', id: '485' }, ({ state }) => titles.push(state?.fields.title));
  await until('it is watched', () => hub.link.called('Watch').length === 1);
  assert.deepEqual(hub.link.called('Watch'), [[[{ type: 'workitem', id: '485' }]]]);
  hub.link.send('state', stateAt('a:1', { title: 'one' }, { id: '485' }));
  assert.deepEqual(titles, [undefined, undefined, 'one', 'one']);
});

test('following is following for oneself', async () => {
  const hub = new FakeHub();
  await liveClient(hub);
  const { fetch, requests } = fakeFetch({ status: 204 }, { status: 204 });
  globalThis.fetch = fetch;
  await client.follow(item);
  await client.unfollow(item);
  assert.deepEqual(
    requests.map(({ method, url }) => `${method} ${url}`),
    ['PUT http://x/v1/demo/entities/workitem/1/followers/ana', 'DELETE http://x/v1/demo/entities/workitem/1/followers/ana'],
  );
});

test('the badge comes from the hub', async () => {
  const hub = new FakeHub();
  await liveClient(hub);
  const unread: number[] = [];
  client.onBadge((badge) => unread.push(badge.unread));
  hub.link.send('badge', { version: 2, unread: 3, unseen: 1, lastSeq: 9, lineage: '' });
  hub.link.send('badge', { version: 1, unread: 0, unseen: 0, lastSeq: 8, lineage: '' });
  assert.deepEqual(unread, [3]);
  assert.equal(client.badge?.unread, 3);
});

test('marks that were missed while away have the page read its lists again, once', async () => {
  const hub = new FakeHub();
  await liveClient(hub);
  let resets = 0;
  client.onInboxReset(() => resets++);
  hub.link.send('badge', { version: 2, unread: 3, unseen: 1, lastSeq: 9, lineage: '' });
  hub.link.drop();
  await until('it is back', () => hub.links.length === 2 && client.status.state === 'live');
  hub.link.send('badge', { version: 4, unread: 1, unseen: 1, lastSeq: 9, lineage: '' });
  hub.link.send('badge', { version: 5, unread: 0, unseen: 0, lastSeq: 9, lineage: '' });
  assert.equal(resets, 1);
  hub.link.send('inboxReset', { lastSeq: 9 });
  assert.equal(resets, 2);
});

test('sent away as too slow, it comes back and goes on from its position', async () => {
  const hub = new FakeHub();
  await liveClient(hub);
  const titles: unknown[] = [];
  client.watch(item, ({ state }) => titles.push(state?.fields.title));
  await until('it is watched', () => hub.link.called('Watch').length === 1);
  hub.link.send('state', stateAt('a:7', { title: 'seven' }));
  hub.link.send('goodbye', { code: 'slow', reason: 'The connection reads too slowly.', reconnectAfterMs: 1 });
  await until('it is watched again', () => hub.links.length === 2 && hub.link.called('Watch').length === 1);
  assert.deepEqual(hub.link.called('Watch'), [[[{ ...item, position: 'a:7' }]]]);
  assert.deepEqual(titles, [undefined, 'seven'], 'what was shown stayed');
});

test('each mutation is told as pending and as committed, whatever its tries', async () => {
  const hub = new FakeHub();
  await liveClient(hub);
  const { fetch, requests } = fakeFetch({ status: 503, body: { code: 'unavailable' } }, { body: stateAt('a:2') });
  globalThis.fetch = fetch;
  const moments: string[] = [];
  client.onMutation(({ status }) => moments.push(status));
  await client.patch(item, { title: 'two' });
  assert.deepEqual(moments, ['pending', 'committed']);
  assert.equal(new Set(requests.map(({ headers }) => headers['Idempotency-Key'])).size, 1);
});

test('a mutation that comes through shows that the server is back: the connection does not sit out its wait', async () => {
  const hub = new FakeHub();
  client = connect({ url: 'http://x/', workspace: 'demo', user: 'ana', token: async () => 't', retry: { baseMs: 1e9, capMs: 1e9 }, openLink: hub.open });
  await until('it is live', () => client.status.state === 'live');
  hub.link.drop();
  await until('it waits', () => client.status.state === 'stale');
  globalThis.fetch = fakeFetch({ body: stateAt('a:2') }).fetch;
  await client.patch(item, { title: 'two' });
  await until('it is live again', () => client.status.state === 'live');
});

test('a closed client tells nobody anything and does nothing', async () => {
  const hub = new FakeHub();
  await liveClient(hub);
  const heard: unknown[] = [];
  client.watch(item, (view) => heard.push(view.status));
  client.onBadge((badge) => heard.push(badge));
  client.onMutation((mutation) => heard.push(mutation));
  await client.close();
  hub.link.send('badge', { version: 2, unread: 3, unseen: 1, lastSeq: 9, lineage: '' });
  hub.link.send('state', stateAt('a:1'));
  await assert.rejects(client.patch(item, { title: 'two' }), { code: 'closed' });
  await assert.rejects(client.inbox(), { code: 'closed' });
  assert.deepEqual(heard, ['loading']);
  assert.equal(hub.links.length, 1);
});

test('what a tab says of its presence is said again on each new link', async () => {
  const hub = new FakeHub();
  await liveClient(hub);
  await client.setPresence({ status: 'online', focus: item });
  assert.deepEqual(hub.link.called('SetPresence'), [[{ status: 'online', focus: item }]]);
  hub.link.drop();
  await until('it is said again', () => hub.links.length === 2 && hub.link.called('SetPresence').length === 1);
  await client.setPresence({ status: 'away' });
  hub.link.drop();
  await until('the last is said', () => hub.links.length === 3 && hub.link.called('SetPresence').length === 1);
  assert.deepEqual(hub.link.called('SetPresence'), [[{ status: 'away' }]]);
});

test('a presence that is set while there is no link is said with the next, and a tab that says nothing sends nothing', async () => {
  const hub = new FakeHub();
  client = connect({ url: 'http://x/', workspace: 'demo', user: 'ana', token: async () => 't', retry: { baseMs: 0 }, openLink: hub.open });
  await client.setPresence({ status: 'away' });
  await until('it is said', () => hub.links.length === 1 && hub.link.called('SetPresence').length === 1);
  await client.close();
  const quiet = new FakeHub();
  await liveClient(quiet);
  assert.deepEqual(quiet.link.called('SetPresence'), []);
});

test('a focus that the hub refuses fails and costs no link; the next is told the status alone', async () => {
  const hub = new FakeHub();
  hub.answers.SetPresence = () => {
    throw new Error('access_denied: The user may not do this to this entity.');
  };
  await liveClient(hub);
  await assert.rejects(client.setPresence({ status: 'online', focus: item }), { code: 'access_denied' });
  hub.link.drop();
  await until('it is live again', () => hub.links.length === 2 && client.status.state === 'live');
  assert.deepEqual(hub.link.called('SetPresence'), [[{ status: 'online' }]]);
});

test('a focus on what was denied is said again when it is watched again', async () => {
  const hub = new FakeHub();
  await liveClient(hub);
  client.watch(item, () => {});
  await client.setPresence({ status: 'away', focus: item });
  hub.link.send('denied', { ...item, code: 'access_denied' });
  hub.link.send('state', stateAt('a:1'));
  await until('it is said again', () => hub.link.called('SetPresence').length === 2);
  assert.deepEqual(hub.link.called('SetPresence').at(-1), [{ status: 'away', focus: item }]);
});

test('who looks at an entity is told while it is shown, and unknown on a new link until the hub tells it', async () => {
  const hub = new FakeHub();
  await liveClient(hub);
  const totals: number[] = [];
  client.watchViewers(item, ({ total }) => totals.push(total));
  await until('it is watched', () => hub.link.called('Watch').length === 1);
  hub.link.send('presence', { ...item, total: 1, users: [{ user: 'bo', name: 'Bo', status: 'online' }] });
  hub.link.send('presenceChanged', { ...item, total: 2, joined: [{ user: 'chi', name: 'Chi', status: 'online' }] });
  assert.deepEqual(client.viewers(item).users.map(({ user }) => user), ['bo', 'chi']);
  hub.link.drop();
  await until('it is live again', () => hub.links.length === 2 && client.status.state === 'live');
  hub.link.send('denied', { ...item, code: 'access_denied' });
  assert.deepEqual(totals, [0, 1, 2, 0]);
});

test('whoever looked at an entity that the server could not follow for a while is told anew, or is not there', async () => {
  const hub = new FakeHub();
  await liveClient(hub);
  const totals: number[] = [];
  client.watchViewers(item, ({ total }) => totals.push(total));
  await until('it is watched', () => hub.link.called('Watch').length === 1);
  const bo = { ...item, total: 1, users: [{ user: 'bo', name: 'Bo', status: 'online' }] };
  hub.link.send('state', stateAt('a:1'));
  hub.link.send('presence', bo);
  hub.link.send('denied', { ...item, code: 'unavailable' });
  assert.deepEqual(totals, [0, 1, 0]);
  assert.equal(client.view(item)?.state?.position, 'a:1');
  hub.link.send('presence', bo);
  assert.deepEqual(totals, [0, 1, 0, 1]);
});

test('users are asked for in hundreds, and answered in order', async () => {
  await liveClient(new FakeHub());
  // Whatever an id may hold, and however long it may be.
  const users = Array.from({ length: 150 }, (_, index) => `Diaz, Ana ${index} `.padEnd(128, 'x'));
  const answer = (some: string[]) => ({ body: { users: some.map((user) => ({ user, status: 'offline' })) } });
  const { fetch, requests } = fakeFetch(answer(users.slice(0, 100)), answer(users.slice(100)));
  globalThis.fetch = fetch;
  assert.deepEqual((await client.presence(users)).map(({ user }) => user), users);
  assert.deepEqual(
    requests.map(({ method, url, body }) => ({ method, url, body })),
    [users.slice(0, 100), users.slice(100)].map((some) => ({ method: 'POST', url: 'http://x/v1/demo/presence', body: { users: some } })),
  );
});

test('a question that is not answered has no unknown outcome: it changes nothing', async () => {
  await liveClient(new FakeHub());
  const { fetch, requests } = fakeFetch({ status: 500, body: { code: 'internal' } });
  globalThis.fetch = fetch;
  await assert.rejects(client.presence(['bo']), { code: 'internal', outcomeUnknown: false });
  assert.equal('Idempotency-Key' in requests[0]!.headers, false);
});

test('preferences are read, replaced whole, and explained', async () => {
  await liveClient(new FakeHub());
  const wanted = { channels: {}, kinds: {}, types: {}, entities: { 'workitem/1': 'mute' }, quietHours: null, mentionsBreakThrough: true } as const;
  const { fetch, requests } = fakeFetch({ body: wanted }, { body: wanted }, { body: { told: false } }, { body: { seq: 4 } });
  globalThis.fetch = fetch;
  assert.deepEqual(await client.preferences(), wanted);
  assert.deepEqual(await client.setPreferences(wanted), wanted);
  assert.equal((await client.explain({ kind: 'commented', entity: item })).told, false);
  assert.equal((await client.explain({ notification: 'n1' })).seq, 4);
  assert.deepEqual(requests.map(({ method, url }) => `${method} ${url.slice('http://x/v1/demo'.length)}`), [
    'GET /me/preferences',
    'PUT /me/preferences',
    'GET /users/ana/explain?kind=commented&type=workitem&id=1',
    'GET /users/ana/explain?notification=n1',
  ]);
  assert.deepEqual(requests[1]?.body, wanted);
});

test('a hint has the preferences read anew, and so has a link that comes after another: one may have been missed', async () => {
  const hub = new FakeHub();
  await liveClient(hub);
  let hints = 0;
  client.onPreferences(() => void hints++);
  hub.link.send('preferences', {});
  assert.equal(hints, 1);
  hub.link.drop();
  await until('it is live again', () => hub.links.length === 2 && client.status.state === 'live');
  assert.equal(hints, 2);
});

test('preferences are read anew after an inbox reset, and in another history of the database', async () => {
  const hub = new FakeHub();
  await liveClient(hub);
  let hints = 0;
  client.onPreferences(() => void hints++);
  hub.link.send('badge', { version: 2, unread: 0, unseen: 0, lastSeq: 9, lineage: '' });
  hub.link.send('badge', { version: 3, unread: 0, unseen: 0, lastSeq: 9, lineage: '' });
  assert.equal(hints, 0);
  hub.link.send('inboxReset', { lastSeq: 9 });
  assert.equal(hints, 1);
  hub.link.send('badge', { version: 4, unread: 0, unseen: 0, lastSeq: 9, lineage: 'abcd' });
  assert.equal(hints, 2);
});

test('a client that is not started has opened nothing, and closes', async () => {
  const hub = new FakeHub();
  const browser = new FakeBrowser();
  client = new RealtimeClient({ url: '', workspace: 'demo', user: 'ana', token: 't', openLink: hub.open, openTabs: browser.openTabs });
  assert.deepEqual([client.user, client.status.state, client.badge], ['ana', 'connecting', undefined]);
  assert.deepEqual([hub.links.length, browser.open], [0, 0]);
  client.start();
  assert.deepEqual([hub.links.length, browser.open], [1, 2]);
});
