import type { Mutation } from '@orleansrealtime/client';
import { RealtimeError } from '@orleansrealtime/client';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setting, verdictOf } from '../src/saving/concerning.js';

const failed = (fields: Mutation['fields'], error: RealtimeError): Mutation => ({
  id: 1,
  key: 'k',
  entity: { type: 'workitem', id: '1' },
  what: 'patch',
  ...(fields && { fields }),
  status: 'failed',
  since: new Date(0),
  error,
  retry: () => {},
  discard: () => {},
});
const refused = new RealtimeError('access_denied', 'You may not.');
const unknown = new RealtimeError('network', 'The server cannot be reached.', undefined, undefined, true);

test('a mark stands where the field stands', () => {
  const mutations = [failed({ title: 'one' }, refused), failed({ description: 'd' }, refused), failed(undefined, refused)];
  assert.deepEqual(setting(mutations, 'title', 'assignee'), [mutations[0]]);
});

test('whether something was saved is said as exactly as it is known', () => {
  assert.equal(verdictOf(failed({ title: 'Two' }, refused)), '“Two” was not saved. You may not.');
  assert.equal(verdictOf(failed({ title: 'Two' }, unknown)), '“Two” may not be saved: no answer came.');
  assert.equal(verdictOf(failed({ 'workitem/7': { column: 'done' } }, unknown)), 'The move may not be saved: no answer came.');
  const conflict = new RealtimeError('position_conflict', 'A sentence.');
  assert.equal(verdictOf(failed({ description: 'x' }, conflict)), 'The description was not saved: someone else was quicker.');
  const late = new RealtimeError('key_expired', 'Too late.', undefined, undefined, true);
  assert.equal(verdictOf(failed({ assignee: 'bo' }, late)), 'Whether the assignee was saved can no longer be found out.');
  assert.match(verdictOf(failed({ title: 'a'.repeat(90) }, refused)), /^“a{57}…” was not saved/);
});
