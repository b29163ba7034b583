import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ColumnId } from '../src/board/layout.js';
import { Attention } from '../src/robo/attention.js';
import { mostComments, progressed, stepOf, type Seen } from '../src/robo/script.js';
import { isWanted } from '../src/robo/wanted.js';

/** A board that does what the script says. */
class FakeBoard implements Seen {
  readonly titles = new Map<string, string>();
  readonly comments = new Map<string, number>();
  readonly columns = new Map<string, ColumnId>();

  constructor(...ids: string[]) {
    for (const id of ids) {
      this.titles.set(id, `Card ${id}`);
      this.columns.set(id, 'doing');
    }
  }

  titleOf = (id: string) => this.titles.get(id);
  commentsOf = (id: string) => this.comments.get(id) ?? 0;
  columnOf = (id: string) => this.columns.get(id);

  run(steps: number): string[] {
    const done: string[] = [];
    for (let number = 0; number < steps; number++) {
      const step = stepOf(number, this, 'ana');
      if (!step) continue;
      done.push(step.what);
      if (step.what === 'rename') this.titles.set(step.id, step.title);
      if (step.what === 'comment') this.comments.set(step.id, this.commentsOf(step.id) + 1);
      if (step.what === 'move') this.columns.set(step.id, step.column);
    }
    return done;
  }
}

const touched = ['1704', '773', '962', '717', '172'];

test('within its first steps it edits, comments with a mention, and moves a card', () => {
  const board = new FakeBoard(...touched);
  assert.deepEqual(board.run(6), ['rename', 'comment', 'move', 'rename', 'move', 'rename']);
  assert.deepEqual(stepOf(1, board, 'ana'), { what: 'comment', id: '962', text: '@ana could you have a look at this?' });
});

test('however long it runs, it touches the same few cards, comments up to a bound, and titles do not grow', () => {
  const board = new FakeBoard(...touched, '1', '2');
  board.run(100_000);
  assert.deepEqual([...board.comments.keys()].sort(), ['1704', '717', '773', '962']);
  assert.ok([...board.comments.values()].every((count) => count === mostComments));
  assert.deepEqual(['1', '2', '717'].map(board.titleOf), ['Card 1', 'Card 2', 'Card 717']);
  assert.ok([...board.titles.values()].every((title) => title.length <= 'Card 1704 (100 %)'.length), [...board.titles.values()].join());
});

test('on a board without its cards it does nothing', () => assert.deepEqual(new FakeBoard('1').run(100), []));

test('a title comes back to what it was, whatever it was, and one without room stays', () => {
  const titles = ['Fix it', 'Fix it (10 %)', 'Fix it (40 %)', 'Fix it (70 %)', 'Fix it (100 %)', 'Fix it'];
  for (let at = 1; at < titles.length; at++) assert.equal(progressed(titles[at - 1]!), titles[at]);
  assert.equal(progressed('By hand (999 %)'), 'By hand');
  const board = new FakeBoard('1704');
  board.titles.set('1704', 'w'.repeat(200));
  assert.equal(stepOf(0, board, 'ana'), undefined);
});

test('it waits while the page is hidden, and ends when nobody looked for minutes', () => {
  const minute = 60_000;
  const attention = new Attention(0);
  const verdicts = (...asked: [minutes: number, isShown: boolean][]) => asked.map(([at, isShown]) => attention.verdict(at * minute, isShown));
  assert.deepEqual(verdicts([1, true], [2, false], [2.9, false], [2.95, true], [4.9, false], [4.95, false]), ['go', 'wait', 'wait', 'go', 'wait', 'end']);
  const shown = new Attention(0);
  assert.equal(shown.verdict(9.9 * minute, true), 'go');
  shown.touch(9.9 * minute);
  assert.deepEqual([shown.verdict(19.8 * minute, true), shown.verdict(19.9 * minute, true)], ['go', 'end']);
});

test('it is there for people from the start, until they switch it off, and for programs when they ask for it', () => {
  const wanted = (search: string, isDriven: boolean, chosen: string | null = null) => isWanted({ search, isDriven, chosen });
  assert.deepEqual([wanted('?user=ana', false), wanted('', false, 'off'), wanted('', false, 'on')], [true, false, true]);
  assert.deepEqual([wanted('', true), wanted('', true, 'on'), wanted('?robo=on', true), wanted('?robo=on', false, 'off')], [false, false, true, true]);
  assert.deepEqual([wanted('?robo=off', false), wanted('?robo=maybe', true)], [false, false]);
});
