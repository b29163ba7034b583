import assert from 'node:assert/strict';
import type { EntityView } from '../../src/index.js';
import { jwtFor } from './identityProvider.js';
import { api, page, pause, run, tokenFor, transports, until } from './page.js';

// Tokens that end while a page is open, on a machine whose clock is wrong by REALTIME_SKEW milliseconds; with REALTIME_JWT_KEY those of
// an identity provider, else the platform's own.

const skew = Number(process.env['REALTIME_SKEW']);
const trueNow = Date.now;
Date.now = () => trueNow() + skew;

/** Long enough for a machine that is busy: at four fifths of it the next one is put in place. */
const ttlSeconds = 10;

const key = process.env['REALTIME_JWT_KEY'];
const next = () => (key === undefined ? tokenFor('ana', ttlSeconds) : jwtFor(key, 'ana', ttlSeconds, trueNow()));

const item = { type: 'workitem', id: '1' };

run(async () => {
  await api('PUT', 'entities/workitem/1', { fields: { n: 0 } });
  const tabs = transports.map((transport) => {
    const tab = { transport, asked: 0, losses: 0, view: undefined as EntityView | undefined };
    const client = page('ana', { transport, token: () => (tab.asked++, next()) });
    client.onStatus(({ state }) => void (state === 'stale' && tab.losses++));
    client.watch(item, (view) => void (tab.view = view));
    return { client, tab };
  });
  await until('all are live', () => tabs.every(({ client }) => client.status.state === 'live'));
  const startedAt = performance.now();
  let n = 0;
  while (tabs.some(({ tab }) => tab.asked < 3) || performance.now() - startedAt < 2_100 * ttlSeconds) {
    await api('PATCH', 'entities/workitem/1', { n: ++n });
    await Promise.all(tabs.map(({ client }) => client.setPresence({ status: n % 2 ? 'away' : 'online', focus: item })));
    await pause(500);
  }
  for (const { tab } of tabs) {
    await until(`${tab.transport} has the last edit`, () => tab.view?.state?.fields['n'] === n);
    assert.equal(tab.losses, 0, `${tab.transport} lost its connection`);
    // One for each life of which four fifths passed, one for the first, and one for a try that went wrong.
    const most = Math.ceil((performance.now() - startedAt) / (800 * ttlSeconds)) + 2;
    assert.ok(tab.asked <= most, `${tab.transport} asked for ${tab.asked} tokens, and not at most ${most}`);
  }
});
