import assert from 'node:assert/strict';
import { test } from 'node:test';
import { snoozeChoices } from '../../src/inbox/snooze.js';
import { english } from '../../src/ui/texts.js';
import { comingTime, relativeTime } from '../../src/ui/time.js';
import { notice } from '../../../client/test/support/notice.js';

test('the platform’s own kinds read as sentences, and an application’s says it all in its title', () => {
  const said = (more: object, ...names: string[]) => english.sentence(notice(1, more), names);
  assert.equal(said({}, 'Bo'), 'Bo changed');
  assert.equal(said({ kind: 'commented', count: 2 }, 'Bo', 'Ana'), 'Bo and Ana left 2 comments on');
  assert.equal(said({ kind: 'commented', count: 3 }, 'Bo', 'Ana', 'Eve'), 'Bo and 2 others left 3 comments on');
  assert.equal(said({ kind: 'commented', reason: 'mentioned' }, 'Bo'), 'Bo mentioned you on');
  assert.equal(said({}), 'A service changed');
  assert.equal(said({ kind: 'deploy', reason: 'recipient' }, 'Bo'), undefined);
});

test('a time that was and one that will be, in the words of the locale', () => {
  const now = new Date(2026, 10, 21, 12, 0);
  const ago = (ms: number, locale = 'en') => relativeTime(new Date(now.getTime() - ms), now, locale);
  assert.deepEqual([ago(-5_000), ago(59_000), ago(60_000), ago(3 * 3_600_000), ago(86_400_000)], ['now', 'now', '1 min. ago', '3 hr. ago', 'yesterday']);
  assert.equal(ago(86_400_000, 'de'), 'gestern');
  assert.match(ago(8 * 86_400_000), /Nov 13, 2026/);
  assert.match(comingTime(new Date(2026, 10, 21, 13, 5), now, 'en-GB'), /^13:05$/);
  assert.match(comingTime(new Date(2026, 10, 23, 9, 0), now, 'en-GB'), /^Mon.* 09:00$/);
});

test('twenty minutes, nine tomorrow, and nine on the Monday that comes', () => {
  const untils = (now: Date) => snoozeChoices(now).map(({ until }) => until);
  const saturday = new Date(2026, 10, 21, 21, 50);
  assert.deepEqual(untils(saturday), [new Date(2026, 10, 21, 22, 10), new Date(2026, 10, 22, 9, 0), new Date(2026, 10, 23, 9, 0)]);
  const monday = new Date(2026, 10, 30, 8, 0);
  assert.deepEqual(untils(monday).at(-1), new Date(2026, 11, 7, 9, 0), 'on a Monday it is a week away');
});
