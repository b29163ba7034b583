import assert from 'node:assert/strict';
import type { EntityRef, InboxItem } from '@orleansrealtime/client';
import type { ReactNode } from 'react';
import {
  RealtimeProvider,
  useEntities,
  useEntity,
  useInbox,
  useMutation,
  useOtherViewers,
  useOwnPresence,
  usePreferences,
  usePresence,
  useViewers,
  type EntityMutations,
  type LiveEntity,
  type LiveInbox,
  type LivePreferences,
} from '../../src/index.js';
import { changed, item, stateAt } from '../../../client/test/support/entities.js';
import { notice } from '../../../client/test/support/notice.js';
import { badge, page as inboxPage, type FakePlatform } from '../support/platform.js';
import { inPage, mount, until, type Mounted } from '../support/page.js';

/** Renders what a hook returns, and keeps each of its values. */
async function using<T>(platform: FakePlatform, useIt: () => T): Promise<{ page: Mounted; values: T[]; last: () => T; again: (useIt: () => T) => Promise<void> }> {
  const values: T[] = [];
  function Shown({ useIt }: { useIt: () => T }): ReactNode {
    values.push(useIt());
    return null;
  }
  const options = platform.options();
  const provided = (useIt: () => T) => (
    <RealtimeProvider {...options}>
      <Shown useIt={useIt} />
    </RealtimeProvider>
  );
  const page = await mount(provided(useIt));
  await until('it is connected', () => platform.hub.links.length === 1 && platform.openLinks === 1);
  return { page, values, last: () => values.at(-1)!, again: (next) => page.render(provided(next)) };
}

const watched = (platform: FakePlatform) => platform.hub.link.called('Watch').flatMap(([items]) => (items as EntityRef[]).map(({ id }) => id));

inPage('an entity is live for as long as it is shown, and a reference that is made anew is the same', async (platform) => {
  const { page, values, last, again } = await using<LiveEntity<{ title: string }>>(platform, () => useEntity({ ...item }));
  assert.equal(last().status, 'loading');
  await until('it is watched', () => watched(platform).length === 1);
  platform.hub.link.send('state', stateAt('a:1', { title: 'one' }));
  await until('its state is shown', () => last().state?.fields.title === 'one');
  platform.hub.link.send('changed', changed('a:1', 'a:2', { title: 'two' }));
  await until('its change is shown', () => last().state?.fields.title === 'two');
  const shown = last();
  await again(() => useEntity({ ...item }));
  assert.equal(last(), shown, 'a stable reference');
  assert.deepEqual(watched(platform), [item.id]);
  await again(() => useEntity(null));
  assert.equal(last().status, 'loading');
  await again(() => useEntity({ type: 'workitem', id: 'a/b' }));
  assert.deepEqual([last().status, last().code], ['denied', 'bad_key']);
  assert.ok(values.length > 4);
  await page.unmount();
});

inPage('many entities keep their places, and the list is another one only when something in it is', async (platform) => {
  const other = { type: 'workitem', id: '2' };
  const { last, again } = await using(platform, () => useEntities<{ title: string }>([{ ...item }, { ...other }]));
  const titles = () => last().map(({ state }) => state?.fields.title);
  await until('they are watched', () => watched(platform).length === 2);
  platform.hub.link.send('state', { ...stateAt('a:1', { title: 'two' }), ...other });
  platform.hub.link.send('state', stateAt('a:1', { title: 'one' }));
  await until('both are shown', () => titles().join() === 'one,two');
  const shown = last();
  await again(() => useEntities([{ ...item }, { ...other }]));
  assert.equal(last(), shown);
  await again(() => useEntities([other]));
  assert.deepEqual(titles(), ['two'], 'what is known shows at once');
  await again(() => useEntities([]));
  assert.deepEqual(last(), []);
});

inPage('a mutation says that it is pending, and why it failed; its promise may be left alone', async (platform) => {
  const { last } = await using<{ mutation: EntityMutations<{ title: string }>; view: LiveEntity<{ title: string }> }>(platform, () => ({
    mutation: useMutation(item),
    view: useEntity(item),
  }));
  platform.hub.link.send('state', stateAt('a:1', { title: 'one' }));
  let answer: (response: Response) => void = () => {};
  platform.answers[`PATCH /entities/workitem/${item.id}`] = () => new Promise<Response>((resolve) => (answer = resolve));
  void last().mutation.patch({ title: 'two' });
  await until('it is pending', () => last().mutation.isPending && last().view.state?.fields.title === 'two');
  answer(Response.json({ code: 'access_denied', title: 'You may not.', status: 403 }, { status: 403 }));
  await until('it failed', () => last().mutation.error?.code === 'access_denied');
  assert.deepEqual([last().mutation.isPending, last().view.state?.fields.title], [false, 'one']);

  last().mutation.retry();
  await until('it is pending again', () => last().mutation.isPending && last().mutation.error === undefined);
  answer(Response.json(stateAt('a:2', { title: 'two' })));
  await until('it is committed', () => !last().mutation.isPending && last().view.state?.fields.title === 'two');

  void last().mutation.patch({ title: NaN as never });
  await until('what is no JSON is refused', () => last().mutation.error?.code === 'bad_value');
  last().mutation.discard();
  await until('and forgotten', () => last().mutation.error === undefined);
  await assert.rejects(last().mutation.patch({ title: NaN as never }), { code: 'bad_value' });
});

inPage('the functions of a mutation stay the same while nothing of its entity happens', async (platform) => {
  const { last, again } = await using(platform, () => useMutation(item));
  const before = last();
  await again(() => useMutation({ ...item }));
  assert.equal(last(), before);
});

inPage('an inbox is read once, kept up, and its marks are drawn at once', async (platform) => {
  platform.answers['GET /me/inbox'] = () => inboxPage([notice(1)]);
  platform.answers['POST /me/inbox/mark'] = () => ({ ...badge(3, []), lastSeq: 2 });
  const { last } = await using<LiveInbox>(platform, () => useInbox({}));
  await until('it is read', () => last().items?.length === 1);
  platform.hub.link.send('badge', badge(1, [notice(1)]));
  platform.hub.link.send('notification', notice(2));
  platform.hub.link.send('badge', badge(2, [notice(1), notice(2)]));
  await until('another came', () => last().items?.length === 2);
  void last().mark({ as: 'read', seqs: [2] });
  await until('it is read', () => last().items?.find(({ seq }: InboxItem) => seq === 2)?.read === true);
  assert.deepEqual(platform.askedFor('POST', '/me/inbox/mark'), [{ as: 'read', seqs: [2] }]);
});

inPage('preferences are one document for all who show them; an edit that is refused goes, and says why', async (platform) => {
  const stored = { channels: {}, kinds: {}, types: {}, entities: {}, quietHours: null, mentionsBreakThrough: false };
  platform.answers['GET /me/preferences'] = stored;
  platform.answers['PATCH /me/preferences'] = (patch: object) => ({ ...stored, ...patch });
  const { last } = await using<[LivePreferences, LivePreferences]>(platform, () => [usePreferences(), usePreferences()]);
  await until('they are read', () => last()[0].preferences !== undefined);
  assert.equal(last()[0].preferences, last()[1].preferences);
  last()[1].change((before) => ({ ...before, mentionsBreakThrough: true }));
  await until('it is saved', () => last()[0].preferences?.mentionsBreakThrough === true && !last()[0].isSaving);
  assert.deepEqual(platform.askedFor('PATCH', '/me/preferences'), [{ mentionsBreakThrough: true }]);

  platform.answers['PATCH /me/preferences'] = () => Response.json({ code: 'bad_preferences', title: 'No.', status: 400 }, { status: 400 });
  last()[0].change((before) => ({ ...before, mentionsBreakThrough: true, quietHours: { zone: 'UTC', from: '1', to: '2' } }));
  await until('it is refused', () => last()[0].error?.code === 'bad_preferences' && last()[0].preferences?.quietHours === null);
});

inPage('who looks at an entity, without oneself where that is asked for, and what this tab says of itself', async (platform) => {
  let focus: EntityRef | null = item;
  const look = () => {
    useOwnPresence({ focus: focus && { ...focus } });
    return [useViewers(item), useOtherViewers({ ...item })] as const;
  };
  const { last, again } = await using(platform, look);
  await until('it is said', () => platform.hub.link.called('SetPresence').length > 0);
  assert.deepEqual(platform.hub.link.called('SetPresence').at(-1), [{ status: 'online', focus: item }]);
  const users = [{ user: 'ana', name: 'Ana', status: 'online' }, { user: 'bo', name: 'Bo', status: 'away' }];
  platform.hub.link.send('presence', { ...item, total: 2, users });
  await until('both are seen', () => last()[0].total === 2);
  assert.deepEqual([last()[1].total, last()[1].users.map(({ user }) => user)], [1, ['bo']]);
  focus = null;
  await again(look);
  await until('it looks at nothing any more', () => JSON.stringify(platform.hub.link.called('SetPresence').at(-1)) === '[{"status":"online"}]');
});

inPage('all users that a page shows are asked for in one call', async (platform) => {
  platform.answers['POST /presence'] = {
    users: [{ user: 'bo', status: 'online' }, { user: 'chi', status: 'offline', lastSeen: '2026-01-01T00:00:00Z' }],
  };
  const { last } = await using(platform, () => [usePresence('bo'), usePresence('chi')]);
  await until('they are known', () => last().every((presence) => presence !== undefined));
  assert.deepEqual(last().map((presence) => presence!.status), ['online', 'offline']);
  assert.deepEqual(platform.askedFor('POST', '/presence'), [{ users: ['bo', 'chi'] }]);
});

inPage('whoever looks at an entity is known to be there, without being asked for', async (platform) => {
  let asked = 0;
  platform.answers['POST /presence'] = () => {
    asked++;
    return { users: [{ user: 'bo', status: 'offline', lastSeen: '2026-01-01T00:00:00Z' }] };
  };
  const { last } = await using(platform, () => [usePresence('bo'), usePresence(null), useViewers(item)] as const);
  await until('he is known', () => last()[0]?.status === 'offline');
  platform.hub.link.send('presence', { ...item, total: 1, users: [{ user: 'bo', name: 'Bo', status: 'online' }] });
  await until('he is seen', () => last()[0]?.status === 'online');
  assert.equal(last()[1], undefined);
  assert.equal(asked, 1);
});
