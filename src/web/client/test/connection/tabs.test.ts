import '../support/webcrypto.js';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Inbox } from '../../src/inbox/inbox.js';
import type { Rest } from '../../src/rest/rest.js';
import type { Badge, MarkedFrame } from '../../src/types.js';
import { browserTabs } from '../../src/connection/tabs.js';
import { connect } from '../../src/client.js';
import type { OpenLink, Transport } from '../../src/connection/hubLink.js';
import { FakeHub, FakeLink } from '../support/fakeHub.js';
import { FakeBrowser } from '../support/fakeTabs.js';
import { notice } from '../support/notice.js';
import { until } from '../support/until.js';

const badge = (version: number, lastSeq = 10, unread = 1): Badge => ({ version, unread, unseen: 0, lastSeq, lineage: '' });

function tabOf(browser: FakeBrowser, send: (call: unknown) => Promise<unknown> = async () => assert.fail('nothing to ask')) {
  const inbox = new Inbox({ send } as unknown as Rest);
  const marks: MarkedFrame[] = [];
  const badges: number[] = [];
  inbox.onMarked.add((mark) => marks.push(mark));
  inbox.onBadge.add(({ version }) => badges.push(version));
  inbox.join(browser.openTabs('ana'));
  return { inbox, marks, badges };
}

test('the highest version of the badge wins in every tab, whoever heard it', () => {
  const browser = new FakeBrowser();
  const [one, two, three] = [tabOf(browser), tabOf(browser), tabOf(browser)];
  one.inbox.frames.badge(badge(5));
  two.inbox.frames.badge(badge(4));
  three.inbox.frames.badge(badge(6));
  two.inbox.frames.badge(badge(5));
  for (const { inbox, badges } of [one, two, three]) {
    assert.equal(inbox.badge?.version, 6);
    assert.deepEqual(badges, [5, 6]);
  }
});

test('what one tab heard of another it does not pass on: five tabs make no storm', () => {
  const browser = new FakeBrowser();
  const tabs = Array.from({ length: 5 }, () => tabOf(browser));
  browser.sent.length = 0;
  for (const { inbox } of tabs) inbox.frames.badge(badge(5));
  assert.deepEqual(browser.sent, [{ badge: badge(5) }]);
});

test('a mark made in one tab is in the others before any frame of the server', async () => {
  const browser = new FakeBrowser();
  const one = tabOf(browser, async () => badge(7, 10, 0));
  const two = tabOf(browser);
  await one.inbox.mark({ as: 'snoozed', seqs: [10], until: '2027-01-01T00:00:00Z' });
  assert.deepEqual(two.marks, [{ as: 'snoozed', seqs: [10], until: '2027-01-01T00:00:00Z', version: 7 }]);
  assert.equal(two.inbox.badge?.unread, 0);
});

test('a tab that has just come knows the badge of the others at once', () => {
  const browser = new FakeBrowser();
  const old = tabOf(browser);
  old.inbox.frames.badge(badge(5));
  assert.equal(tabOf(browser).inbox.badge?.version, 5);
});

test('a tab without a link reads what came in as soon as another tab counts it; one with a link waits for its own', async () => {
  const browser = new FakeBrowser();
  const asked: unknown[] = [];
  const away = tabOf(browser, async (call) => {
    asked.push(call);
    return { items: [notice(11)], next: null, badge: badge(6, 11) };
  });
  const told: number[] = [];
  away.inbox.onNotification.add(({ item }) => told.push(item.seq));
  const live = tabOf(browser);
  const other = tabOf(browser);
  for (const { inbox } of [away, live, other]) inbox.frames.badge(badge(5));
  away.inbox.suspend();
  other.inbox.frames.notification(notice(11));
  other.inbox.frames.badge(badge(6, 11));
  await until('it is told', () => told.length === 1);
  assert.equal(asked.length, 1);
});

test('a badge from another tab does not hide the marks that this one missed while it was away', () => {
  const browser = new FakeBrowser();
  const [one, two] = [tabOf(browser), tabOf(browser)];
  let resets = 0;
  one.inbox.onReset.add(() => void resets++);
  for (const { inbox } of [one, two]) inbox.frames.badge(badge(5));
  one.inbox.suspend();
  two.inbox.frames.badge(badge(6));
  one.inbox.frames.badge(badge(6));
  assert.equal(resets, 1);
});

test('a closed tab is told nothing more', () => {
  const browser = new FakeBrowser();
  const [one, two] = [tabOf(browser), tabOf(browser)];
  one.inbox.close();
  assert.equal(browser.open, 1);
  two.inbox.frames.badge(badge(5));
  assert.equal(one.inbox.badge, undefined);
});

test('another user of the same browser hears nothing', () => {
  const browser = new FakeBrowser();
  const ana = tabOf(browser);
  const bo = new Inbox({} as Rest);
  bo.join(browser.openTabs('bo'));
  ana.inbox.frames.badge(badge(5));
  assert.equal(bo.badge, undefined);
});

async function crowdOf(count: number, transport: Transport) {
  const browser = new FakeBrowser();
  const hub = new FakeHub();
  hub.transport = transport;
  const open = (link: OpenLink) => connect({ url: 'http://x', workspace: 'demo', user: 'ana', token: 't', openLink: link, openTabs: browser.openTabs });
  const others = Array.from({ length: count }, () => open(hub.open));
  await until('they are live', () => others.every(({ status }) => status.state === 'live'));
  // The browser has this one's requests wait, for ever.
  const waiting = open((token) => Object.assign(new FakeLink(hub, token), { start: () => new Promise<never>(() => {}) }));
  return { waiting, close: () => Promise.all([...others, waiting].map((client) => client.close())), browser };
}

test('a tab for which the others leave no connection says so', async () => {
  const warn = console.warn;
  console.warn = () => {};
  try {
    const { waiting, close } = await crowdOf(5, 'serverSentEvents');
    await until('it is said', () => waiting.status.state === 'connecting' && waiting.status.error?.code === 'too_many_tabs');
    await close();
  } finally {
    console.warn = warn;
  }
});

test('fewer tabs, and tabs on WebSockets, are no crowd', async () => {
  for (const [count, transport] of [[4, 'longPolling'], [9, 'webSockets']] as const) {
    const { waiting, close, browser } = await crowdOf(count, transport);
    await until('it was asked', () => browser.sent.some(({ whoHolds }) => whoHolds));
    await new Promise((resolve) => setTimeout(resolve, 250));
    assert.equal('error' in waiting.status && waiting.status.error, false);
    await close();
  }
});

test('a browser\'s channel that is closed takes what is said late', () => {
  // Only a page has other tabs.
  Object.assign(globalThis, { document: {} });
  try {
    const tabs = browserTabs('ana');
    tabs.close();
    tabs.send({ badge: badge(1) });
  } finally {
    Reflect.deleteProperty(globalThis, 'document');
  }
});
