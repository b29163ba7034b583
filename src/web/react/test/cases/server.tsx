import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderToString } from 'react-dom/server';
import { Bell, Inbox, Preferences, RealtimeProvider, useBadge, useEntities, useEntity, useInbox, useMutation, usePreferences, usePresence, useStatus, useViewers, ViewerStack } from '../../src/index.js';
import { item } from '../../../client/test/support/entities.js';
import { FakePlatform } from '../support/platform.js';

function Everything() {
  const { isPending } = useMutation(item);
  const all = {
    status: useStatus().state,
    entity: useEntity(item).status,
    entities: useEntities([item, item]).map(({ status }) => status),
    isPending,
    unread: useBadge()?.unread ?? null,
    items: useInbox().items ?? null,
    preferences: usePreferences().preferences ?? null,
    presence: usePresence('bo') ?? null,
    viewers: useViewers(item).total,
  };
  return <p>{JSON.stringify(all)}</p>;
}

test('components are there before the browser has taken over', () => {
  const platform = new FakePlatform();
  const html = renderToString(
    <RealtimeProvider {...platform.options()}>
      <Bell />
      <Inbox />
      <Preferences />
      <ViewerStack entity={item} />
    </RealtimeProvider>,
  );
  assert.match(html, /aria-label="0 unread notifications"/);
  assert.equal(html.match(/Loading…/g)?.length, 2);
  assert.equal(platform.hub.links.length, 0);
});

test('on a server it renders "connecting", touches no window, and opens nothing', () => {
  assert.equal(typeof document, 'undefined');
  const platform = new FakePlatform();
  const html = renderToString(
    <RealtimeProvider {...platform.options()}>
      <Everything />
    </RealtimeProvider>,
  );
  const shown = JSON.parse(html.replace(/<\/?p>/g, '').replaceAll('&quot;', '"'));
  assert.deepEqual(shown, {
    status: 'connecting',
    entity: 'loading',
    entities: ['loading', 'loading'],
    isPending: false,
    unread: null,
    items: null,
    preferences: null,
    presence: null,
    viewers: 0,
  });
  assert.deepEqual([platform.hub.links.length, platform.browser.open], [0, 0]);
});
