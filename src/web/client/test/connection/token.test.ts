import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TokenSource } from '../../src/connection/token.js';
import { TokenRefresh } from '../../src/connection/tokenRefresh.js';
import { FakeHub } from '../support/fakeHub.js';
import { until } from '../support/until.js';

test('a token is asked for once, however many want it, and again when it is about to end', async () => {
  let asked = 0;
  let now = 0;
  const tokens = new TokenSource(async () => ({ token: `t${++asked}`, expiresAt: new Date(now + 60_000).toISOString() }), () => now);
  assert.deepEqual(await Promise.all([tokens.get(), tokens.get(), tokens.get()]), ['t1', 't1', 't1']);
  now = 50_000;
  assert.equal(await tokens.get(), 't1');
  now = 56_000;
  assert.equal(await tokens.get(), 't2');
});

test('a refused token is not given out again, and refusing an older one costs nothing', async () => {
  let asked = 0;
  const tokens = new TokenSource(async () => `t${++asked}`);
  assert.equal(await tokens.get(), 't1');
  tokens.refuse('t0');
  assert.equal(await tokens.get(), 't1');
  tokens.refuse('t1');
  assert.equal(await tokens.get(), 't2');
});

test('the hub tells when a bare token ends', async () => {
  const hub = new FakeHub();
  hub.answers.RefreshToken = () => ({ expiresAt: '2999-01-01T00:00:00Z' });
  const tokens = new TokenSource(async () => 'bare');
  const link = hub.open(() => tokens.get());
  const refresh = new TokenRefresh(link, tokens, () => 0);
  refresh.start();
  await until('the end is known', () => (tokens.remainingMs ?? 0) > 0);
  assert.deepEqual(hub.link.called('RefreshToken'), [['bare']]);
  refresh.stop();
});

test('a new token is put in place before the old one ends, and a failure is tried again', async () => {
  const hub = new FakeHub();
  hub.answers.RefreshToken = () => ({ expiresAt: '2999-01-01T00:00:00Z' });
  let asked = 0;
  const tokens = new TokenSource(async () => {
    if (++asked === 2) throw new Error('down');
    return { token: `t${asked}`, expiresAt: new Date(Date.now() + 1_200).toISOString() };
  });
  await tokens.get();
  const refresh = new TokenRefresh(hub.open(() => tokens.get()), tokens, () => 0);
  refresh.start();
  await until('the new token is presented', () => hub.link.calls.length === 1);
  assert.deepEqual(hub.link.called('RefreshToken'), [['t3']]);
  refresh.stop();
});
