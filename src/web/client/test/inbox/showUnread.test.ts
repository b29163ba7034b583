import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Listeners } from '../../src/listeners.js';
import { showUnread } from '../../src/inbox/showUnread.js';
import type { Badge } from '../../src/types.js';

function pageWith(navigator: object) {
  const onBadge = new Listeners<Badge>();
  const document = { title: 'Board' };
  const client = { badge: undefined, onBadge: (listener: (badge: Badge) => void) => onBadge.add(listener) };
  const stop = showUnread(client, { document, navigator });
  const show = (unread: number) => onBadge.emit({ version: 1, unread, unseen: 0, lastSeq: 1, lineage: '' });
  return { document, show, stop };
}

test('the title has the count in front, and is left alone at none', () => {
  const { document, show, stop } = pageWith({});
  const titles = [3, 4, 100, 0].map((unread) => (show(unread), document.title));
  assert.deepEqual(titles, ['(3) Board', '(4) Board', '(99+) Board', 'Board']);
  show(2);
  document.title = 'Another page';
  show(5);
  assert.equal(document.title, '(5) Another page');
  stop();
  show(7);
  assert.equal(document.title, 'Another page');
});

test('the icon has it too where the browser has one, and a refusal bothers nobody', async () => {
  const shown: number[] = [];
  const { show, stop } = pageWith({
    setAppBadge: async (count: number) => {
      shown.push(count);
      throw new Error('not installed');
    },
    clearAppBadge: async () => void shown.push(0),
  });
  show(100);
  stop();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(shown, [0, 100, 0]);
});
