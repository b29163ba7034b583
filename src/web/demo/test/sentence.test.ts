import assert from 'node:assert/strict';
import type { InboxItem } from '@orleansrealtime/client';
import { test } from 'node:test';
import { sentenceOf } from '../src/bell/sentence.js';

const sentence = (item: Partial<InboxItem>) => {
  const usual = { authors: ['Bo'], kind: 'changed', reason: 'following', count: 1 };
  const parts = sentenceOf({ ...usual, ...item } as InboxItem, (id) => id);
  return parts && `${parts.who} ${parts.did}`;
};

test('a notification reads as a sentence', () => {
  assert.equal(sentence({}), 'Bo changed');
  assert.equal(sentence({ kind: 'commented', authors: ['Bo', 'Ana'], count: 2 }), 'Bo and Ana left 2 comments on');
  assert.equal(sentence({ kind: 'commented', authors: ['Bo', 'Ana', 'Eve'], count: 3 }), 'Bo and 2 others left 3 comments on');
  assert.equal(sentence({ kind: 'commented', reason: 'mentioned' }), 'Bo mentioned you on');
  assert.equal(sentence({ authors: ['Ana', 'Bo', 'Eve'], count: 5 }), 'Ana and 2 others made 5 changes to');
  assert.equal(sentence({ kind: 'commented', reason: 'assigned' }), 'Bo commented on', 'why it came is not what was done');
  assert.equal(sentence({ kind: 'assigned', reason: 'assigned' }), 'Bo assigned you');
  assert.equal(sentence({ authors: [] }), 'A service changed');
});

test('an application\'s own kind says it all in its title', () => {
  assert.equal(sentence({ kind: 'deploy', reason: 'deploy', authors: [] }), undefined);
});
