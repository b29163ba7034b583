import assert from 'node:assert/strict';
import type { EntityView } from '../../src/index.js';
import { api, page, run, transports, until, url } from './page.js';
import { slowLine } from './slowLine.js';

// Pages on lines of 5 KB/s that watch an entity of 250 KB: 50 seconds in which no message is whole.

const item = { type: 'workitem', id: '1' };
const text = 'ü"\n'.repeat(40_000);

run(async () => {
  await api('PUT', 'entities/workitem/1', { fields: { title: 'one', text } });
  const tabs = await Promise.all(
    transports.map(async (transport) => {
      const tab = { transport, losses: 0, view: undefined as EntityView | undefined };
      const client = page('ana', { url: await slowLine(url, 5_000), transport });
      client.onStatus(({ state }) => void (state === 'stale' && tab.losses++));
      client.watch(item, (view) => void (tab.view = view));
      return { client, tab };
    }),
  );
  await until('all have it', () => tabs.every(({ tab }) => tab.view?.status === 'ready'));
  await api('PATCH', 'entities/workitem/1', { title: 'two' });
  await until('all have the next edit', () => tabs.every(({ tab }) => tab.view?.state?.fields['title'] === 'two'));
  for (const { tab } of tabs) {
    assert.equal(tab.view?.state?.fields['text'], text, tab.transport);
    assert.equal(tab.losses, 0, `${tab.transport} was lost on the way`);
  }
});
