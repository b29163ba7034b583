import assert from 'node:assert/strict';
import { HttpTransportType, HubConnectionBuilder, HubConnectionState, LogLevel } from '@microsoft/signalr';
import { api, hear, run, say, tokenFor, until, url } from './page.js';

// Microsoft's own client, as its documentation shows it: what a team uses that does not want ours.

interface Tab {
  reconnects: number;
  closed: boolean;
  goodbyes: string[];
}

run(async () => {
  await api('PUT', 'entities/workitem/1', { fields: { n: 0 } });
  const transports = [HttpTransportType.WebSockets, HttpTransportType.ServerSentEvents, HttpTransportType.LongPolling];
  const tabs = await Promise.all(
    transports.map(async (transport) => {
      const tab: Tab = { reconnects: 0, closed: false, goodbyes: [] };
      const hub = new HubConnectionBuilder()
        // The first token is a short one.
        .withUrl(`${url}/hub`, { transport, accessTokenFactory: async () => (await tokenFor('ana', tab.reconnects === 0 && tab.goodbyes.length === 0 ? 3 : 3_600)).token })
        .withAutomaticReconnect(Array.from({ length: 120 }, () => 500))
        .configureLogging(LogLevel.None)
        .build();
      hub.on('goodbye', ({ code }: { code: string }) => void tab.goodbyes.push(code));
      for (const frame of ['badge', 'state', 'changed']) hub.on(frame, () => {});
      hub.onreconnected(() => void tab.reconnects++);
      hub.onclose(() => void (tab.closed = true));
      await hub.start();
      return { hub, tab, name: HttpTransportType[transport] };
    }),
  );
  const back = () => until('all are back', () => tabs.every(({ hub, tab }) => (tab.reconnects > 0 && hub.state === HubConnectionState.Connected) || tab.closed));
  // Fails while there is no connection, which shows only when the next one is there.
  const watch = async () => {
    for (const { hub, tab, name } of tabs) {
      let results: { ok: boolean }[] | undefined;
      while (results === undefined) {
        await back();
        assert.equal(tab.closed, false, `${name} did not come back after ${tab.goodbyes.join()}`);
        results = await hub.invoke<{ ok: boolean }[]>('Watch', [{ type: 'workitem', id: '1' }]).catch(() => undefined);
      }
      assert.deepEqual(results.map(({ ok }) => ok), [true], name);
    }
  };

  await watch();
  for (const { tab, name } of tabs) assert.deepEqual(tab.goodbyes, ['token_expired'], name);

  say('restart');
  await hear('restarted');
  await watch();
  // A server that ends says it to whoever comes back before it is gone, too.
  for (const { tab, name } of tabs) assert.deepEqual([...new Set(tab.goodbyes)], ['token_expired', 'shutdown'], name);

  // Who is sent away for good does not come back.
  const before = tabs.map(({ tab }) => tab.reconnects);
  await api('DELETE', 'access/ana');
  await until('all are closed', () => tabs.every(({ tab }) => tab.closed));
  assert.deepEqual(tabs.map(({ tab }) => tab.reconnects), before);
  for (const { tab, name } of tabs) assert.equal(tab.goodbyes.at(-1), 'access_revoked', name);
});
