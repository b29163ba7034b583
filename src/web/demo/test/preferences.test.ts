import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verdictOf } from '../src/preferences/rules.js';

test('who is not told gets nothing, whatever would have been decided', () => {
  const decided = (inbox: boolean, live: boolean) => verdictOf({ inbox, live, inboxRule: 'default', liveRule: 'default' });
  assert.deepEqual([verdictOf(undefined), decided(false, false), decided(true, false), decided(true, true)], ['nothing', 'nothing', 'inbox', 'everything']);
});
