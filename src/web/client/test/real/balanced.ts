import assert from 'node:assert/strict';
import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import type { EntityView } from '../../src/index.js';
import { api, page, run, tokenFor, until, url } from './page.js';

// Pages behind a balancer that gives each request to another server: only what is one request comes through.

run(async () => {
  await api('PUT', 'entities/workitem/1', { fields: { n: 0 } });
  const client = page('ana');
  const tab = { view: undefined as EntityView | undefined };
  client.watch({ type: 'workitem', id: '1' }, (shown) => void (tab.view = shown));
  await until('it is live', () => client.status.state === 'live');
  assert.equal((client.status as { transport?: string }).transport, 'webSockets');
  await api('PATCH', 'entities/workitem/1', { n: 1 });
  await until('it is told', () => tab.view?.state?.fields['n'] === 1);

  const stock = new HubConnectionBuilder()
    .withUrl(`${url}/hub`, { transport: HttpTransportType.WebSockets, skipNegotiation: true, accessTokenFactory: async () => (await tokenFor('bo')).token })
    .configureLogging(LogLevel.None)
    .build();
  stock.on('badge', () => {});
  stock.on('state', () => {});
  await stock.start();
  const results = await stock.invoke<{ ok: boolean }[]>('Watch', [{ type: 'workitem', id: '1' }]);
  assert.deepEqual(results.map(({ ok }) => ok), [true]);
  await stock.stop();
});
