import assert from 'node:assert/strict';
import { test } from 'node:test';
import { covers, formatPosition, parsePosition } from '../../src/entities/position.js';

test('a position reads and writes as epoch:version', () => {
  assert.deepEqual(parsePosition('k3x9:42'), { epoch: 'k3x9', version: 42 });
  assert.equal(formatPosition({ epoch: 'k3x9', version: 42 }), 'k3x9:42');
});

test('what is no position is refused', () => {
  for (const text of ['', 'a', 'a:', ':1', 'a:0', 'a:01', 'a:-1', 'A:1', 'a:1:2', ' a:1', `a:${2 ** 53}`, 'abcdefghijklmnopq:1']) {
    assert.throws(() => parsePosition(text), RangeError, text);
  }
});

test('versions compare as numbers, and only within one epoch', () => {
  assert.equal(covers('a:10', 'a:9'), true);
  assert.equal(covers('a:9', 'a:9'), true);
  assert.equal(covers('a:9', 'a:10'), false);
  assert.equal(covers('b:10', 'a:9'), false);
});
