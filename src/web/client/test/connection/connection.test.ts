import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Connection, type ConnectionOptions, type Status } from '../../src/connection/connection.js';
import { RealtimeError } from '../../src/errors.js';
import { TokenSource, type TokenProvider } from '../../src/connection/token.js';
import { FakeHub } from '../support/fakeHub.js';
import { until } from '../support/until.js';

function connectTo(hub: FakeHub, more: Partial<ConnectionOptions> = {}) {
  let issued = 0;
  const states: Status['state'][] = [];
  const warnings: string[] = [];
  const connection = new Connection({
    open: hub.open,
    tokens: new TokenSource(async () => ({ token: `token-${++issued}`, expiresAt: '2999-01-01T00:00:00Z' })),
    backoff: () => 0,
    frames: {},
    resume: async () => {},
    recheck: async () => {},
    suspend: () => {},
    warn: (text) => void warnings.push(text),
    ...more,
  });
  connection.onStatus.add(({ state }) => {
    // Why the last try failed is told by the same state.
    if (state !== states.at(-1)) states.push(state);
  });
  connection.start();
  return { connection, states, warnings, live: () => until('it is live', () => connection.status.state === 'live') };
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
  await until('the loss is told', () => connection.status.state === 'stale');
  await live();
  assert.equal(hub.links.length, 32);
  assert.deepEqual(states, ['live', 'stale', 'live']);
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

test('a link that held for a while starts over with short waits, the first a little longer where it was lost without a word', async () => {
  const hub = new FakeHub();
  const attempts: number[] = [];
  let now = 0;
  const { connection, live } = connectTo(hub, { backoff: (attempt) => (attempts.push(attempt), 0), now: () => now });
  await live();
  now += 60_000;
  hub.link.drop();
  await until('it connects again', () => hub.links.length === 2);
  await live();
  now += 60_000;
  hub.link.send('goodbye', goodbye('shutdown', 1));
  await until('it connects again', () => hub.links.length === 3);
  assert.deepEqual(attempts, [2, 0]);
  await connection.close();
});

test('waking up ends the wait', async () => {
  const hub = new FakeHub();
  const { connection, live } = connectTo(hub, { backoff: () => 3_600_000 });
  await live();
  hub.link.drop();
  await until('the loss is told', () => connection.status.state === 'stale');
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
  const { since, ...status } = connection.status;
  assert.deepEqual(status, { state: 'offline', code: 'access_revoked', reason: 'Because.' });
  assert.ok(since.getTime() > 0);
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
  hub.startFailures = [new RealtimeError('unauthenticated', 'The request carries no valid API key or token.', { code: 'unauthenticated', status: 401 })];
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

const never = () => new Promise<never>(() => {});
const second = 1_000;

test('what is shown is stale since the server was last heard, not since the loss was noticed', async () => {
  const hub = new FakeHub();
  let now = 100 * second;
  const { connection, live } = connectTo(hub, { now: () => now, backoff: () => 3_600_000 });
  await live();
  now = 107 * second;
  hub.link.ping();
  now = 120 * second;
  hub.link.drop();
  await until('the loss is told', () => connection.status.state === 'stale');
  assert.equal(connection.status.since.getTime(), 107 * second);
  await connection.close();
});

test('after a sleep the old state is stale at once, and live only when the link has answered and everything was asked for again', async () => {
  const hub = new FakeHub();
  let now = 0;
  let rechecked = 0;
  let answerNow = () => {};
  hub.answers.Watch = () => new Promise((resolve) => (answerNow = () => resolve([])));
  const { connection, states, live } = connectTo(hub, { now: () => now, recheck: async () => void rechecked++ });
  await live();
  now = 3_600 * second;
  connection.wake();
  assert.equal(connection.status.state, 'stale');
  assert.equal(connection.status.since.getTime(), 0);
  assert.deepEqual(hub.link.called('Watch'), [[[]]]);
  assert.equal(rechecked, 0);
  answerNow();
  await live();
  assert.equal(rechecked, 1);
  assert.equal(hub.links.length, 1);
  assert.deepEqual(states, ['live', 'stale', 'live']);
  await connection.close();
});

test('a clock that jumped is noticed without any event of the browser', async () => {
  const hub = new FakeHub();
  let now = 0;
  const { connection, states, live } = connectTo(hub, { now: () => now, checkMs: 1 });
  await live();
  now = 60 * second;
  await until('it was stale and is live', () => states.length === 3);
  assert.deepEqual(states, ['live', 'stale', 'live']);
  now = 30 * second;
  await until('a clock set back is no proof of anything', () => states.length === 5);
  await connection.close();
});

test('a half-open socket is given up for a new link as soon as it does not answer', async () => {
  const hub = new FakeHub();
  const answer = hub.answers.Watch!;
  const { connection, states, live } = connectTo(hub, { probeMs: 1 });
  await live();
  hub.answers.Watch = never;
  connection.wake();
  assert.equal(connection.status.state, 'live', 'heard a moment ago: a look is no reason to call it stale');
  await until('it connects again', () => hub.links.length === 2);
  hub.answers.Watch = answer;
  await live();
  assert.deepEqual(states, ['live', 'stale', 'live']);
  assert.equal(hub.links[0]?.stopped, true);
  await connection.close();
});

test('a link that is busy with something else is not given up: anything heard is a sign of life', async () => {
  const hub = new FakeHub();
  let now = 0;
  hub.answers.Watch = never;
  const { connection, live } = connectTo(hub, { now: () => now, probeMs: 5 });
  await live();
  now = 60 * second;
  connection.wake();
  now = 61 * second;
  hub.link.send('state', {});
  await live();
  assert.equal(hub.links.length, 1);
  await connection.close();
});

test('a link that never opens is given up, and the next one is tried', async () => {
  const hub = new FakeHub();
  const open: ConnectionOptions['open'] = (accessToken) => {
    const link = hub.open(accessToken);
    if (hub.links.length === 1) link.start = never;
    return link;
  };
  const { connection, live } = connectTo(hub, { open, startMs: 1 });
  await live();
  assert.ok(hub.links.length >= 2);
  assert.equal(hub.links[0]?.stopped, true);
  await connection.close();
});

test('a tab that slept through the end of its token comes back with a new one', async () => {
  const hub = new FakeHub();
  let now = 0;
  let issued = 0;
  const tokens = new TokenSource(
    async () => ({ token: `t${++issued}`, expiresAt: new Date(now + 3_600 * second).toISOString() }),
    { wall: () => now, steady: () => 0 },
  );
  const { connection, live } = connectTo(hub, { tokens, now: () => now, probeMs: 1 });
  await live();
  assert.equal(hub.link.token, 't1');
  now = 7_200 * second;
  hub.answers.Watch = never;
  connection.wake();
  await until('it connects again', () => hub.links.length === 2);
  await live();
  assert.equal(hub.link.token, 't2');
  await connection.close();
});

test('waking up does not cut short the time that a goodbye asks for', async () => {
  const hub = new FakeHub();
  const { connection, live } = connectTo(hub, { backoff: () => 3_600_000 });
  await live();
  hub.link.send('goodbye', goodbye('slow', 3_600_000));
  await until('the loss is told', () => connection.status.state === 'stale');
  connection.wake();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(hub.links.length, 1);
  await connection.close();
});

test('after a goodbye nothing more of that link is heard', async () => {
  const hub = new FakeHub();
  const heard: unknown[] = [];
  const { connection, live } = connectTo(hub, { frames: { state: (body: never) => void heard.push(body) }, backoff: () => 3_600_000 });
  await live();
  hub.link.send('goodbye', goodbye('slow', 0));
  hub.link.send('state', 'behind it');
  assert.deepEqual(heard, []);
  await connection.close();
});

test('a closed connection tells nobody anything after offline', async () => {
  const hub = new FakeHub();
  const { connection, states, live } = connectTo(hub);
  await live();
  await connection.close();
  connection.wake();
  hub.link.ping();
  await connection.close();
  assert.deepEqual(states, ['live', 'offline']);
});

const nothing: [string, TokenProvider][] = [
  ['throws', () => { throw new Error('secret'); }],
  ['fails', async () => { throw new Error('secret'); }],
  ['gives nothing', async () => undefined as unknown as string],
  ['gives null', () => null as unknown as string],
  ['gives an empty text', async () => ''],
  ['gives something else', async () => ({ accessToken: 'x' }) as never],
  ['gives a number', async () => 7 as never],
  ['is missing', undefined as never],
];

for (const [what, provider] of nothing) {
  test(`a token callback that ${what} is in the status at once, and once on the console`, async () => {
    const hub = new FakeHub();
    const { connection, warnings } = connectTo(hub, { tokens: new TokenSource(provider), backoff: () => 1 });
    await until('it has tried for a while', () => hub.links.length > 5);
    const { status } = connection;
    assert.ok(status.state === 'connecting' && status.error);
    assert.equal(status.error.code, 'token');
    assert.match(status.error.message, /^The application gave /);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /The application gave .*token/);
    assert.doesNotMatch(warnings[0]!, /secret/);
    await connection.close();
  });
}

test('each reason is told once until there is a connection, and the status goes back to having none', async () => {
  const hub = new FakeHub();
  const refused = () => new RealtimeError('http_404', 'There is no hub at http://x/hub.');
  hub.startFailures = [refused(), refused(), new RealtimeError('network', 'Nothing answers.'), refused()];
  const { connection, warnings, live } = connectTo(hub);
  await live();
  assert.equal(warnings.length, 2);
  assert.equal('error' in connection.status, false);
  hub.startFailures = [new RealtimeError('network', 'Nothing answers.'), new RealtimeError('network', 'Nothing answers.')];
  const errors: unknown[] = [];
  connection.onStatus.add((status) => void errors.push('error' in status && status.error?.code));
  hub.link.drop();
  await until('it is back', () => errors.length === 3);
  assert.deepEqual(errors, [false, 'network', false]);
  assert.equal(warnings.length, 2, 'a network that is lost for a moment is no matter for the console');
  await connection.close();
});
