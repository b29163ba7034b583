import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TokenSource } from '../../src/connection/token.js';
import { TokenRefresh } from '../../src/connection/tokenRefresh.js';
import { FakeHub } from '../support/fakeHub.js';
import { until } from '../support/until.js';

test('a token is asked for once, however many want it, and again when it is about to end', async () => {
  let asked = 0;
  let now = 0;
  const tokens = new TokenSource(async () => ({ token: `t${++asked}`, expiresAt: new Date(now + 60_000).toISOString() }), { wall: () => now, steady: () => 0 });
  assert.deepEqual(await Promise.all([tokens.get(), tokens.get(), tokens.get()]), ['t1', 't1', 't1']);
  now = 50_000;
  assert.equal(await tokens.get(), 't1');
  now = 56_000;
  assert.equal(await tokens.get(), 't2');
});

test('a token may be a plain text, and so may what a callback returns', async () => {
  for (const provider of ['plain', () => 'plain', () => ({ token: 'plain', expiresAt: '2999-01-01T00:00:00Z' })]) {
    assert.equal(await new TokenSource(provider).get(), 'plain');
  }
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
  let asked = 0;
  hub.answers.RefreshToken = () => ({ expiresAt: new Date(Date.now() + 1_200).toISOString(), expiresInMs: asked < 3 ? 1_200 : 3_600_000 });
  const tokens = new TokenSource(async () => {
    if (++asked === 2) throw new Error('down');
    return { token: `t${asked}`, expiresAt: new Date(Date.now() + 1_200).toISOString() };
  });
  await tokens.get();
  const refresh = new TokenRefresh(hub.open(() => tokens.get()), tokens, () => 0);
  refresh.start();
  await until('the new token is presented', () => hub.link.called('RefreshToken').length === 2);
  assert.deepEqual(hub.link.called('RefreshToken'), [['t1'], ['t3']]);
  refresh.stop();
});

/** A hub and a page whose clocks differ. Time itself is `now`. */
function skewed(aheadMs: number, lifetimeMs: number, { toldIn = 0, tellsRest = true } = {}) {
  const time = { now: 1_800_000_000_000 };
  const wall = { aheadMs };
  let asked = 0;
  const ends = new Map<string, number>();
  const clocks = { wall: () => time.now + wall.aheadMs, steady: () => time.now };
  const tokens = new TokenSource(async () => {
    const token = `t${++asked}`;
    ends.set(token, time.now + lifetimeMs);
    return { token, expiresAt: new Date(time.now + lifetimeMs).toISOString() };
  }, clocks);
  const hub = new FakeHub();
  hub.answers.RefreshToken = (token: string) => {
    const end = ends.get(token)!;
    const left = end - time.now;
    time.now += toldIn;
    return { expiresAt: new Date(end).toISOString(), ...(tellsRest && { expiresInMs: left }) };
  };
  const learn = async () => {
    const refresh = new TokenRefresh(hub.open(() => tokens.get()), tokens, () => 0);
    refresh.start();
    const { length } = hub.link.calls;
    await until('the hub has told', () => hub.link.calls.length > length || tokens.isCertain || !tellsRest);
    await new Promise((resolve) => setImmediate(resolve));
    refresh.stop();
  };
  return { time, wall, tokens, learn, asked: () => asked };
}

for (const aheadMs of [90_000, -90_000, 30 * 86_400_000, -30 * 86_400_000]) {
  test(`a clock that is wrong by ${aheadMs / 1_000} s costs no more tokens than a right one`, async () => {
    const { time, tokens, learn, asked } = skewed(aheadMs, 60_000);
    for (let second = 0; second < 30; second++, time.now += 1_000) {
      await tokens.get();
      if (second === 1) await learn();
    }
    assert.equal(asked(), 1);
    assert.equal(tokens.remainingMs, 30_000);
    time.now += 24_000;
    await tokens.get();
    assert.equal(asked(), 1);
    time.now += 2_000;
    await tokens.get();
    assert.equal(asked(), 2, 'it is replaced before its end');
    assert.equal(tokens.remainingMs, 60_000, 'of the next one it is known at once');
  });
}

test('a clock that is put forth or back while a token is in use costs one token at most', async () => {
  for (const jumpMs of [3_600_000, -3_600_000]) {
    const { time, wall, tokens, learn, asked } = skewed(0, 600_000);
    await tokens.get();
    await learn();
    wall.aheadMs = jumpMs;
    for (let minute = 0; minute < 9; minute++, time.now += 60_000) await tokens.get();
    assert.ok(asked() <= 2, `${asked()} tokens`);
  }
});

test('the way to the hub and back is no part of what is left', async () => {
  const { tokens, learn } = skewed(0, 60_000, { toldIn: 3_000 });
  await tokens.get();
  await learn();
  assert.equal(tokens.remainingMs, 57_000);
});

test('a token that lives for a few seconds only is used for most of them', async () => {
  const { time, tokens, asked } = skewed(0, 4_000);
  for (let tenth = 0; tenth < 30; tenth++, time.now += 100) await tokens.get();
  assert.equal(asked(), 1);
});

test('an end that is no date says nothing, and the token is good until someone refuses it', async () => {
  let asked = 0;
  const tokens = new TokenSource(async () => ({ token: `t${++asked}`, expiresAt: 'soon' }));
  assert.equal(await tokens.get(), 't1');
  assert.equal(await tokens.get(), 't1');
});
