import assert from 'node:assert/strict';
import type { EntityView, Status } from '../../src/index.js';
import { api, page, pause, run, until } from './page.js';

// A page behind a proxy. REALTIME_TRANSPORT is what comes through there.

const item = { type: 'workitem', id: '1' };
const expected = process.env['REALTIME_TRANSPORT'];

run(async () => {
  await api('PUT', 'entities/workitem/1', { fields: { n: 0 } });
  const tabs = [page('ana'), page('bo', { transport: 'longPolling' })].map((client) => {
    const statuses: Status[] = [];
    const tab = { client, statuses, view: undefined as EntityView | undefined };
    client.onStatus((status) => statuses.push(status));
    client.watch(item, (view) => void (tab.view = view));
    return tab;
  });
  await until('all are live', () => tabs.every(({ client }) => client.status.state === 'live'));
  assert.equal((tabs[0]!.client.status as { transport?: string }).transport, expected);
  for (let n = 1; n <= 3; n++) {
    await api('PATCH', 'entities/workitem/1', { n });
    await until('it is told', () => tabs.every(({ view }) => view?.state?.fields['n'] === n));
  }

  // Longer than a silence that would make it stale, and than a check after it.
  await pause(27_000);
  for (const { statuses } of tabs) assert.deepEqual(statuses.map(({ state }) => state), ['live']);
  await api('PATCH', 'entities/workitem/1', { n: 9 });
  await until('it is told', () => tabs.every(({ view }) => view?.state?.fields['n'] === 9));
});
