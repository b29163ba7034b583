import assert from 'node:assert/strict';
import type { InboxItem, JsonValue, Mark } from '@orleansrealtime/client';
import { Inbox, RealtimeProvider, ViewerStack, type InboxProps } from '../../src/index.js';
import { item as entity } from '../../../client/test/support/entities.js';
import { notice } from '../../../client/test/support/notice.js';
import { badge, page as inboxPage, type FakePlatform } from '../support/platform.js';
import { drawn, inPage, mount, until, type Mounted } from '../support/page.js';

async function list(platform: FakePlatform, items: InboxItem[], props: InboxProps = {}, dir = 'ltr'): Promise<Mounted> {
  let version = 1;
  platform.answers['GET /me/inbox'] = () => inboxPage(items, version);
  platform.answers['POST /me/inbox/mark'] ??= () => badge(++version, items);
  const page = await mount(
    <RealtimeProvider {...platform.options()}>
      <div dir={dir}>
        <Inbox {...props} />
      </div>
    </RealtimeProvider>,
  );
  await until('it is connected', () => platform.openLinks === 1);
  platform.hub.link.send('badge', badge(1, items));
  await until('it is listed', () => items.every(({ seq }) => page.find(`notification-${seq}`)));
  return page;
}

const marks = (platform: FakePlatform) => (platform.askedFor('POST', '/me/inbox/mark') as Mark[]).filter(({ as }) => as !== 'seen');

inPage('a group reads as a sentence, and says one by one what it stands for', async (platform) => {
  const changes = ['third', 'second', 'first'].map((title) => ({ id: title, title, authors: ['bo'], at: '2026-01-01T00:00:00Z' }));
  const page = await list(platform, [notice(3, { count: 3, authors: ['bo', 'chi'], title: 'Ship it', changes })], { nameOf: (user) => user.toUpperCase() });
  assert.match(page.get('notification-3').textContent!, /BO and CHI made 3 changes to Ship it/);
  await page.click('group-3');
  assert.deepEqual([...page.get('changes').querySelectorAll('li')].map((li) => li.firstChild?.textContent), ['third', 'second', 'first']);
});

inPage('a change says what went from what to what, in the reader’s own words, and other data is nobody’s business here', async (platform) => {
  const changed = (changed: JsonValue, kind = 'changed') => ({ kind, body: 'as the server says it', data: { changed } });
  const items = [
    notice(6, changed([{ field: 'state', before: 'todo', after: 'done' }, { field: 'rank', before: 1 }])),
    notice(5, changed([{ field: 'assignee', before: 'ana', after: 'bo' }], 'assigned')),
    notice(4, changed([{ field: 'description' }])),
    notice(3, changed([{ field: 'state', before: 'todo', after: 'done' }], 'deploy')),
    notice(2, changed(['rubbish', null, { field: 'state', after: { of: 'an object' } }])),
    notice(1, { ...changed([{ field: 'state', after: 'done' }]), count: 2, changes: [{ id: 'a', title: 'one', body: 'state changed', data: { changed: [{ field: 'state', after: 'done' }] }, authors: ['bo'], at: '2026-01-01T00:00:00Z' }, { id: 'b', title: 'two', authors: ['bo'], at: '2026-01-01T00:00:00Z' }] }),
  ];
  const page = await list(platform, items, { nameOf: (user) => user.toUpperCase(), texts: { fields: { state: 'Status' } } });
  const said = (seq: number) => page.get(`notification-${seq}`).querySelector('.ort-item-body')?.textContent;
  assert.deepEqual([6, 5, 4, 3, 2, 1].map(said), [
    'Status: todo → done · rank: no longer 1',
    'assignee: ANA → BO',
    'description changed',
    'as the server says it',
    'as the server says it',
    'as the server says it',
  ]);
  await page.click('group-1');
  assert.deepEqual([...page.get('changes').querySelectorAll('li')].map((li) => li.firstChild?.textContent), ['Status: done', 'two']);
});

inPage('read, unread, snoozed, archived, all: each mark is what was pressed, of what was shown', async (platform) => {
  const page = await list(platform, [notice(3), notice(2, { read: true, seen: true }), notice(1)]);
  await page.click('toggle-read-3');
  await until('it is drawn as read', () => page.get('notification-3').dataset.read === 'true');
  await page.click('toggle-read-2');
  await page.click('archive-1');
  await until('it is gone', () => page.find('notification-1') === undefined);
  await page.click('snooze-3');
  assert.equal((document.activeElement as HTMLElement).dataset.testid, 'snooze-minutes');
  await page.click('snooze-tomorrow');
  await until('it is gone, too', () => page.find('notification-3') === undefined);
  await page.click('mark-all-read');
  await until('all are sent', () => marks(platform).length === 5);
  const [read, unread, archived, snoozed, all] = marks(platform);
  assert.deepEqual([read, unread, archived, all], [
    { as: 'read', seqs: [3] },
    { as: 'unread', seqs: [2] },
    { as: 'archived', seqs: [1] },
    { as: 'read', upTo: 2 },
  ]);
  assert.deepEqual([snoozed!.as, new Date(snoozed!.until!).getHours()], ['snoozed', 9]);
});

inPage('a mark that is refused is taken back, and the page says so', async (platform) => {
  platform.answers['POST /me/inbox/mark'] = () => Response.json({ code: 'unknown_seq', title: 'No such item.', status: 400 }, { status: 400 });
  const page = await list(platform, [notice(1)]);
  await page.click('archive-1');
  await until('it is said', () => /That was not done/.test(page.text()));
  assert.ok(page.find('notification-1'));
  const seen = platform.askedFor('POST', '/me/inbox/mark').filter((mark) => (mark as Mark).as === 'seen');
  assert.ok(seen.length <= 2, 'that it is seen is not said over and over: StrictMode does it twice');
});

inPage('why it came is asked for and told with its rule', async (platform) => {
  platform.answers['GET /users/ana/explain'] = {
    user: 'ana',
    notification: 'n1',
    kind: 'changed',
    reason: 'following',
    because: 'ana was told, following workitem/485.',
    decision: { inbox: true, inboxRule: 'kind', live: false, liveRule: 'quiet_hours' },
  };
  const page = await list(platform, [notice(1)]);
  await page.click('why-1');
  await until('it is told', () => page.find('why-inbox') !== undefined);
  assert.deepEqual([page.get('why-inbox').dataset.rule, page.get('why-live').textContent], ['kind', 'No: it was within your quiet hours']);
  assert.equal(
    page.get('why').querySelector('p')!.textContent,
    'You were told, because you follow “A title”, and you turned “Changes” on. It did not pop up, because it was within your quiet hours.',
  );
});

inPage('why a notification came that says it all in its title speaks of “this”, in the application’s words', async (platform) => {
  platform.answers['GET /users/ana/explain'] = {
    notification: 'n1',
    kind: 'deploy',
    reason: 'recipient',
    because: 'ana was told.',
    decision: { inbox: true, inboxRule: 'default', live: true, liveRule: 'default' },
  };
  const explanation = ({ reason, about }: { reason?: string; about: string }) => `${reason}: ${about}`;
  const page = await list(platform, [notice(1, { kind: 'deploy', title: 'It is live' })], { texts: { explanation, thisOne: 'dies' } });
  await page.click('why-1');
  await until('it is told', () => page.get('why').textContent!.startsWith('recipient: dies'));
});

inPage('arrows walk the tabs the way they point, and a tab has its own list', async (platform) => {
  const filters: (string | null)[] = [];
  const page = await list(platform, [notice(1)], {}, 'rtl');
  page.get('inbox-tab-all').parentElement!.style.direction = 'rtl';
  platform.answers['GET /me/inbox'] = (_: unknown, query: URLSearchParams) => {
    filters.push(query.get('filter'));
    return inboxPage([]);
  };
  page.get('inbox-tab-all').focus();
  await page.press('ArrowLeft');
  await until('it is read', () => /Everything is read/.test(page.text()));
  assert.ok(filters.every((filter) => filter === 'unread') && filters.length > 0);
  assert.deepEqual([(document.activeElement as HTMLElement).dataset.testid, page.get('inbox-tab-unread').getAttribute('aria-selected')], ['inbox-tab-unread', 'true']);
  await page.press('ArrowRight');
  await page.press('ArrowRight');
  assert.equal((document.activeElement as HTMLElement).dataset.testid, 'inbox-tab-snoozed');
});

inPage('an item with a link is one; what would run in the page is none', async (platform) => {
  const opened: number[] = [];
  const links = ['/a', 'https://example.com/b', 'javascript:alert(1)', ' java\nscript:alert(1)', 'data:text/html,x'];
  const page = await list(
    platform,
    links.map((link, index) => notice(links.length - index, { link })),
    { onOpen: ({ seq }) => opened.push(seq) },
  );
  const tags = links.map((_, index) => page.get(`notification-${links.length - index}`).tagName);
  assert.deepEqual(tags, ['A', 'A', 'BUTTON', 'BUTTON', 'BUTTON']);
  const click = (init: MouseEventInit) => {
    const event = new MouseEvent('click', { bubbles: true, cancelable: true, ...init });
    return drawn(() => void page.get('notification-5').dispatchEvent(event)).then(() => event.defaultPrevented);
  };
  assert.equal(await click({}), true, 'the application opens it');
  assert.equal(await click({ ctrlKey: true }), false, 'the browser does, in another tab');
  assert.deepEqual(opened, [5]);
});

inPage('the list stands still while the pointer is pressed', async (platform) => {
  const page = await list(platform, [notice(1)]);
  const pointer = (type: string) => drawn(() => void page.get('notification-1').dispatchEvent(new PointerEvent(type, { bubbles: true, button: 0 })));
  await pointer('pointerdown');
  platform.hub.link.send('notification', notice(2));
  platform.hub.link.send('badge', badge(2, [notice(1), notice(2)]));
  await until('the badge has come', () => platform.browser.sent.some(({ badge }) => badge?.version === 2));
  await drawn(() => {});
  assert.equal(page.find('notification-2'), undefined);
  await pointer('pointerup');
  await until('it is let go', () => page.find('notification-2') !== undefined);
});

inPage('who else looks at it: faces, a number for the rest, and a sentence for who cannot see them', async (platform) => {
  const page = await mount(
    <RealtimeProvider {...platform.options()}>
      <ViewerStack entity={entity} most={3} nameOf={(user) => `User ${user}`} />
    </RealtimeProvider>,
  );
  await until('it is watched', () => platform.hub.links[0]?.called('Watch').length === 1);
  assert.equal(page.find('viewers'), undefined);
  const users = ['ana', 'bo', 'chi', 'dev', 'eve'].map((user) => ({ user, name: user === 'chi' ? '' : user, status: user === 'bo' ? 'away' : 'online' }));
  platform.hub.link.send('presence', { ...entity, total: 5, users });
  await until('they are shown', () => page.find('viewers') !== undefined);
  assert.equal(page.get('viewers').getAttribute('aria-label'), 'Also looking at this: bo (away), User chi, dev, eve');
  assert.equal(page.get('viewers').textContent, 'BUC+2');
});
