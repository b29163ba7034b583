import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Connection, type ConnectionOptions, type Status } from '../src/connection.js';
import { TokenSource } from '../src/token.js';
import { FakeHub } from './support/fakeHub.js';
import { until } from './support/until.js';

function connectTo(hub: FakeHub, more: Partial<ConnectionOptions> = {}) {
  let issued = 0;
  const states: Status['state'][] = [];
  const connection = new Connection({
    open: hub.open,
    tokens: new TokenSource(async () => ({ token: `token-${++issued}`, expiresAt: '2999-01-01T00:00:00Z' })),
    backoff: () => 0,
    frames: {},
    resume: async () => {},
    suspend: () => {},
    ...more,
  });
  connection.onStatus.add(({ state }) => void states.push(state));
  connection.start();
  return { connection, states, live: () => until('it is live', () => connection.status.state === 'live') };
}
const goodbye = (code: string, reconnectAfterMs: number | null) => ({ code, reason: 'Because.', reconnectAfterMs });

test('it is live after everything was asked for again, and says so once', async () => {
  const hub = new FakeHub();
  let resumed = 0;
  const { connection, states, live } = connectTo(hub, { resume: async () => void resumed++ });
  assert.equal(connection.status.state, 'connecting');
  await live();
  assert.equal(resumed, 1);
  assert.deepEqual(states, ['live']);
  await connection.close();
});

test('a lost link is replaced by a new one, for as many times as it takes', async () => {
  const hub = new FakeHub();
  const { connection, states, live } = connectTo(hub);
  await live();
  hub.startFailures = Array.from({ length: 30 }, () => new Error('refused'));
  hub.link.drop();
  await until('the loss is told', () => connection.status.state === 'reconnecting');
  await live();
  assert.equal(hub.links.length, 32);
  assert.deepEqual(states, ['live', 'reconnecting', 'live']);
  await connection.close();
});

test('waits grow while tries fail, and a server that drops every new link does not reset them', async () => {
  const hub = new FakeHub();
  const attempts: number[] = [];
  const { connection, live } = connectTo(hub, { backoff: (attempt) => (attempts.push(attempt), 0) });
  for (let loss = 0; loss < 3; loss++) {
    await live();
    const { length } = hub.links;
    hub.link.drop();
    await until('it connects again', () => hub.links.length > length);
  }
  assert.deepEqual(attempts.slice(0, 3), [1, 2, 3]);
  await connection.close();
});

test('a link that held for a while starts over with short waits', async () => {
  const hub = new FakeHub();
  const attempts: number[] = [];
  let now = 0;
  const { connection, live } = connectTo(hub, { backoff: (attempt) => (attempts.push(attempt), 0), now: () => now });
  await live();
  now += 60_000;
  hub.link.drop();
  await until('it connects again', () => hub.links.length === 2);
  assert.deepEqual(attempts, [0]);
  await connection.close();
});

test('waking up ends the wait', async () => {
  const hub = new FakeHub();
  const { connection, live } = connectTo(hub, { backoff: () => 3_600_000 });
  await live();
  hub.link.drop();
  await until('the loss is told', () => connection.status.state === 'reconnecting');
  connection.wake();
  await live();
  await connection.close();
});

test('a goodbye without a time to come back is the end, with its reason', async () => {
  const hub = new FakeHub();
  const { connection } = connectTo(hub);
  await until('it is live', () => connection.status.state === 'live');
  hub.link.send('goodbye', goodbye('access_revoked', null));
  await until('it is offline', () => connection.status.state === 'offline');
  const { code, reason } = connection.status;
  assert.deepEqual({ code, reason }, { code: 'access_revoked', reason: 'Because.' });
  connection.wake();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(hub.links.length, 1);
});

test('a goodbye with a time to come back is followed by a new link', async () => {
  const hub = new FakeHub();
  const { connection, live } = connectTo(hub);
  await live();
  hub.link.send('goodbye', goodbye('shutdown', 5));
  await until('it connects again', () => hub.links.length === 2);
  assert.equal(hub.links[0]?.stopped, true);
  assert.equal(hub.link.token, 'token-1');
  await connection.close();
});

test('an expired token is replaced before the next link', async () => {
  const hub = new FakeHub();
  const { connection, live } = connectTo(hub);
  await live();
  hub.link.send('goodbye', goodbye('token_expired', null));
  await until('it connects again', () => hub.links.length === 2 && hub.link.token !== undefined);
  assert.equal(hub.link.token, 'token-2');
  await connection.close();
});

test('a token that the negotiation refuses is not shown again', async () => {
  const hub = new FakeHub();
  hub.startFailures = [Object.assign(new Error('Unauthorized'), { statusCode: 401 })];
  const { connection, live } = connectTo(hub);
  await live();
  assert.equal(hub.link.token, 'token-2');
  await connection.close();
});

test('a back end that gives no token is asked again', async () => {
  const hub = new FakeHub();
  let asked = 0;
  const tokens = new TokenSource(async () => {
    if (++asked < 3) throw new Error('down');
    return { token: 'late', expiresAt: '2999-01-01T00:00:00Z' };
  });
  const { connection, live } = connectTo(hub, { tokens });
  await live();
  assert.equal(hub.link.token, 'late');
  await connection.close();
});

test('frames of a link that is gone are not heard', async () => {
  const hub = new FakeHub();
  const heard: unknown[] = [];
  const { connection, live } = connectTo(hub, { frames: { state: (body: never) => void heard.push(body) } });
  await live();
  const old = hub.link;
  old.drop();
  await until('it connects again', () => hub.links.length === 2);
  await live();
  old.send('state', 'late');
  hub.link.send('state', 'now');
  assert.deepEqual(heard, ['now']);
  await connection.close();
});

test('a link that cannot be caught up with is given up for another', async () => {
  const hub = new FakeHub();
  let tries = 0;
  const { connection, live } = connectTo(hub, {
    resume: async () => {
      if (++tries === 1) throw new Error('Watch was lost');
    },
  });
  await live();
  assert.equal(hub.links.length, 2);
  assert.equal(hub.links[0]?.stopped, true);
  await connection.close();
});

test('closing ends it for good', async () => {
  const hub = new FakeHub();
  const { connection, live } = connectTo(hub);
  await live();
  await connection.close();
  assert.equal(connection.status.state, 'offline');
  assert.equal(hub.link.stopped, true);
  await assert.rejects(connection.invoke('Watch', []), { code: 'connection' });
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(hub.links.length, 1);
});
