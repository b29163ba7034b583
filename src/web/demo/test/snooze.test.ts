import assert from 'node:assert/strict';
import { test } from 'node:test';
import { snoozeChoices } from '../src/bell/snooze.js';

const local = (...parts: [number, number, number, number, number]) => new Date(...parts);
const untils = (now: Date) => snoozeChoices(now).map(({ until }) => until);

test('twenty minutes, nine tomorrow, and nine on the Monday that comes', () => {
  const saturday = local(2026, 10, 21, 21, 50);
  assert.deepEqual(untils(saturday), [local(2026, 10, 21, 22, 10), local(2026, 10, 22, 9, 0), local(2026, 10, 23, 9, 0)]);
});

test('on a Monday next week is a week away, and a month may end in between', () => {
  const monday = local(2026, 10, 30, 8, 0);
  assert.deepEqual(untils(monday), [local(2026, 10, 30, 8, 20), local(2026, 11, 1, 9, 0), local(2026, 11, 7, 9, 0)]);
});
