import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameParts } from '../../src/connection/frameParts.js';

test('a frame is whole with its last part, and the next begins anew', () => {
  const whole: unknown[] = [];
  const parts = new FrameParts((name, body) => whole.push([name, body]));
  parts.take({ of: 'state', text: '{"a":', isLast: false });
  assert.deepEqual(whole, []);
  parts.take({ of: 'state', text: '"x"}', isLast: true });
  parts.take({ of: 'changed', text: '{}', isLast: true });
  assert.deepEqual(whole, [['state', { a: 'x' }], ['changed', {}]]);
});

test('what never ends is given up', () => {
  const parts = new FrameParts(() => assert.fail('it is no frame'));
  const text = 'x'.repeat(1024 * 1024);
  assert.throws(() => {
    for (let part = 0; part < 17; part++) parts.take({ of: 'state', text, isLast: false });
  }, RangeError);
});
