import assert from 'node:assert/strict';
import type { InboxItem } from '@orleansrealtime/client';
import { Bell, RealtimeProvider, type BellProps } from '../../src/index.js';
import { notice } from '../../../client/test/support/notice.js';
import { badge, page as inboxPage, type FakePlatform } from '../support/platform.js';
import { drawn, inPage, mount, until, type Mounted } from '../support/page.js';

/** A bell on a platform that has these items, and knows what is marked. */
async function ring(platform: FakePlatform, items: InboxItem[], props: BellProps = {}): Promise<Mounted> {
  let version = 1;
  platform.answers['GET /me/inbox'] = () => inboxPage(items, version);
  platform.answers['POST /me/inbox/mark'] = () => badge(++version, items);
  const page = await mount(
    <RealtimeProvider {...platform.options()}>
      <button data-testid="before">Before</button>
      <Bell {...props} />
    </RealtimeProvider>,
  );
  await until('it is connected', () => platform.openLinks === 1);
  platform.hub.link.send('badge', badge(1, items));
  await until('it counts', () => (page.find('bell-count')?.textContent ?? '0') === String(items.length));
  return page;
}

const focused = () => (document.activeElement as HTMLElement).dataset.testid;

inPage('the bell counts, opens, keeps the focus in, and gives it back', async (platform) => {
  const page = await ring(platform, [notice(2), notice(1)]);
  assert.equal(page.get('bell').getAttribute('aria-label'), '2 unread notifications');
  assert.deepEqual([page.get('bell').getAttribute('aria-expanded'), page.find('pop-over')], ['false', undefined]);
  await page.click('bell');
  await until('the list is there', () => page.find('notification-2') !== undefined);
  assert.deepEqual([page.get('bell').getAttribute('aria-expanded'), focused()], ['true', 'pop-over']);

  await page.press('Tab', { shiftKey: true });
  assert.equal(focused(), 'archive-1', 'back from the first is the last');
  await page.press('Tab');
  assert.equal(focused(), 'mark-all-read', 'and on from there the first');

  await page.press('Escape');
  assert.deepEqual([focused(), page.get('pop-over').hasAttribute('hidden')], ['bell', true]);
  await page.press('Escape');
  await page.click('bell');
  await drawn(() => void page.get('before').dispatchEvent(new PointerEvent('pointerdown', { bubbles: true })));
  assert.ok(page.get('pop-over').hasAttribute('hidden'), 'a press elsewhere closes it');
});

inPage('the bell closes when one goes on: elsewhere by the keyboard or a script, back in the history, with Escape from anywhere', async (platform) => {
  const page = await ring(platform, [notice(1)]);
  const isClosed = () => page.get('pop-over').hasAttribute('hidden');
  const steps: [how: string, goesOn: () => void, focusAfter: string][] = [
    ['the focus goes elsewhere', () => page.get('before').focus(), 'before'],
    ['the history goes back', () => void window.dispatchEvent(new Event('popstate')), 'bell'],
    ['the address has another hash', () => void window.dispatchEvent(new Event('hashchange')), 'bell'],
    ['Escape, while nothing has the focus', () => void ((document.activeElement as HTMLElement).blur(), document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))), 'bell'],
  ];
  for (const [how, goOn, focusAfter] of steps) {
    await page.click('bell');
    assert.ok(!isClosed(), `open before ${how}`);
    await drawn(goOn);
    assert.ok(isClosed(), how);
    assert.equal(focused(), focusAfter, how);
  }
  await page.click('bell');
  await until('the list is there', () => page.find('why-1') !== undefined);
  await drawn(() => page.get('why-1').focus());
  assert.ok(!isClosed(), 'within the bell one goes nowhere');
});

inPage('an empty bell says what comes here, and the application how to make something come', async (platform) => {
  const page = await ring(platform, [], { empty: <a data-testid="how" href="/how">How?</a> });
  await page.click('bell');
  await until('it is read', () => /What happens to what you follow/.test(page.text()));
  assert.ok(page.get('how'));
  await page.click('inbox-tab-archived');
  await until('the tab is read', () => /What you archive/.test(page.text()));
  assert.equal(page.find('how'), undefined, 'nothing is wrong with an empty archive');
});

inPage('what comes in is said, counted and in the list; only who sees the list has seen it', async (platform) => {
  const page = await ring(platform, [notice(1)]);
  const come = (item: InboxItem, version: number) => {
    platform.hub.link.send('notification', item);
    platform.hub.link.send('badge', badge(version, [notice(1), item]));
  };
  come(notice(2, { title: 'The second' }), 2);
  await until('it is said', () => page.get('arrivals').textContent === 'New notification: The second');
  assert.equal(page.get('bell-count').textContent, '2');
  assert.deepEqual(platform.askedFor('POST', '/me/inbox/mark'), []);
  platform.answers['GET /me/inbox'] = () => inboxPage([notice(2), notice(1)], 2);
  await page.click('bell');
  await until('they are seen', () => platform.askedFor('POST', '/me/inbox/mark').length > 0);
  assert.deepEqual(platform.askedFor('POST', '/me/inbox/mark')[0], { as: 'seen', upTo: 2 });
});

inPage('more than 99 are many, and every text is the application’s to replace', async (platform) => {
  const many = Array.from({ length: 100 }, (_, index) => notice(100 - index));
  const texts = { bell: (unread: number) => `${unread} ungelesen`, notifications: 'Mitteilungen', all: 'Alle', locale: 'de' };
  platform.answers['GET /me/inbox'] = () => inboxPage(many);
  const page = await mount(
    <RealtimeProvider {...platform.options()}>
      <Bell texts={texts} />
    </RealtimeProvider>,
  );
  await until('it is connected', () => platform.openLinks === 1);
  platform.hub.link.send('badge', badge(1, many));
  await until('it counts', () => page.find('bell-count')?.textContent === '99+');
  assert.equal(page.get('bell').getAttribute('aria-label'), '100 ungelesen');
  await page.click('bell');
  assert.equal(page.get('pop-over').getAttribute('aria-label'), 'Mitteilungen');
  assert.deepEqual([page.get('inbox-tab-all').textContent, page.get('inbox-tab-unread').textContent], ['Alle', 'Unread']);
});

inPage('opening an item closes the bell, reads it and tells the application', async (platform) => {
  const opened: number[] = [];
  const page = await ring(platform, [notice(1, { link: '/items/1' })], { onOpen: ({ seq }) => opened.push(seq) });
  await page.click('bell');
  await until('the list is there', () => page.find('notification-1') !== undefined);
  await page.click('notification-1');
  assert.deepEqual([opened, focused(), page.get('pop-over').hasAttribute('hidden')], [[1], 'bell', true]);
  await until('it is read', () => platform.askedFor('POST', '/me/inbox/mark').some((mark) => JSON.stringify(mark) === '{"as":"read","seqs":[1]}'));
});

inPage('the focus stays in when the row that had it goes', async (platform) => {
  const page = await ring(platform, [notice(2), notice(1)]);
  await page.click('bell');
  await until('the list is there', () => page.find('archive-2') !== undefined);
  await drawn(() => page.get('archive-2').focus());
  await page.click('archive-2');
  await until('it is gone', () => page.find('archive-2') === undefined);
  assert.ok(page.get('pop-over').contains(document.activeElement));
  await drawn(() => page.get('archive-1').focus());
  for (const type of ['pointerdown', 'pointerup']) await drawn(() => void page.get('before').dispatchEvent(new PointerEvent(type, { bubbles: true })));
  platform.hub.link.send('notification', notice(3));
  await until('another is said', () => page.get('arrivals').textContent !== '');
  await page.click('bell');
  await until('it is listed', () => page.find('notification-3') !== undefined);
  assert.equal(focused(), 'pop-over');
  await page.press('Escape');
  assert.equal(focused(), 'bell');
});

inPage('preferences are in the bell, one press away and back', async (platform) => {
  platform.answers['GET /me/preferences'] = { channels: {}, kinds: {}, types: {}, entities: { 'workitem/1': 'mute' }, quietHours: null, mentionsBreakThrough: true };
  platform.answers['PATCH /me/preferences'] = (patch: object) => ({ ...(platform.answers['GET /me/preferences'] as object), ...patch });
  const page = await ring(platform, [], { kinds: [{ kind: 'deploy', name: 'Deployments' }] });
  await page.click('bell');
  await page.click('open-preferences');
  await until('they are read', () => page.find('kind-deploy-inbox') !== undefined);
  assert.equal(focused(), 'pop-over');
  assert.equal((page.get('entity-workitem/1') as HTMLSelectElement).value, 'mute');
  await page.click('kind-deploy-live');
  await until('it is saved', () => platform.askedFor('PATCH', '/me/preferences').length === 1);
  assert.deepEqual(platform.askedFor('PATCH', '/me/preferences'), [{ kinds: { deploy: { live: false } } }]);
  await page.click('preferences-back');
  assert.ok(page.find('bell-list'));
});

inPage('the inbox stays within the window, wherever the bell is', async (platform) => {
  const page = await ring(platform, [notice(1)]);
  const opened = async (left: number, right: number) => {
    const measure = Element.prototype.getBoundingClientRect;
    Element.prototype.getBoundingClientRect = () => ({ left, right }) as DOMRect;
    try {
      await page.click('bell');
    } finally {
      Element.prototype.getBoundingClientRect = measure;
    }
    const { translate } = (page.get('pop-over') as HTMLElement).style;
    await page.click('bell');
    return translate;
  };
  assert.equal(await opened(-376, 44), '384px');
  assert.equal(await opened(window.innerWidth - 20, window.innerWidth + 400), '-408px');
  assert.equal(await opened(200, 620), '');
});
