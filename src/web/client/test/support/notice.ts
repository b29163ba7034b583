import type { InboxItem } from '../../src/types.js';

export const notice = (seq: number, more: Partial<InboxItem> = {}): InboxItem => ({
  seq,
  id: `n${seq}`,
  kind: 'changed',
  reason: 'following',
  title: 'A title',
  authors: ['bo'],
  count: 1,
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
  seen: false,
  read: false,
  archived: false,
  ...more,
});
