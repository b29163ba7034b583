import assert from 'node:assert/strict';
import type { EntityView } from '../../src/index.js';
import { api, hear, page, run, say, until } from './page.js';

// A page that is left open while access to what it shows is taken away, and given back.

const item = { type: 'workitem', id: '1' };

run(async () => {
  await api('PUT', 'entities/workitem/1', { fields: { n: 1 } });
  const client = page('ana');
  const bo = page('bo');
  const tab = { view: undefined as EntityView | undefined, viewers: [] as string[] };
  client.watch(item, (shown) => void (tab.view = shown));
  bo.watchViewers(item, ({ users }) => void (tab.viewers = users.map(({ user }) => user)));
  await client.setPresence({ status: 'online', focus: item });
  await until('it is shown, and seen to be', () => tab.view?.status === 'ready' && tab.viewers.includes('ana'));

  say('take it away');
  await hear('taken');
  await api('DELETE', 'entities/workitem/1/access/ana');
  await until('it is denied', () => tab.view?.status === 'denied' && !tab.viewers.includes('ana'));
  assert.equal(tab.view?.state, undefined);
  await api('PATCH', 'entities/workitem/1', { n: 2 });

  say('give it back');
  await until('it is shown again, and seen to be', () => tab.view?.status === 'ready' && tab.viewers.includes('ana'));
  assert.equal((tab.view as EntityView | undefined)?.state?.fields['n'], 2);
});
