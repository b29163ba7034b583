import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reduceAnswer, reduceChanged, reduceDeleted, reduceState, type Reduction, type Known } from '../../src/entities/reduce.js';
import { parsePosition } from '../../src/entities/position.js';
import type { ChangedFrame, Fields, StateFrame } from '../../src/types.js';
import { changed, item, stateAt } from '../support/entities.js';
import { seeded } from '../support/random.js';

const at = (position: string, fields: Fields = {}): Known => ({ position, state: stateAt(position, fields) });
const known = (reduction: Reduction): Known => {
  assert.equal(reduction.outcome, 'applied');
  return (reduction as { known: Known }).known;
};

test('a changed frame replaces the fields it names, whole, and null removes', () => {
  const before = at('a:1', { title: 'one', tags: { x: 1, y: 2 }, done: true });
  const { state } = known(reduceChanged(before, changed('a:1', 'a:3', { tags: { z: 3 }, done: null }, { comments: 4 })));
  assert.deepEqual(state?.fields, { title: 'one', tags: { z: 3 } });
  assert.equal(state?.position, 'a:3');
  assert.equal(state?.comments, 4);
  assert.equal(state?.updatedBy, 'bo');
  assert.deepEqual(before.state?.fields, { title: 'one', tags: { x: 1, y: 2 }, done: true }, 'the old state is left alone');
});

test('an old or repeated frame is dropped', () => {
  assert.equal(reduceChanged(at('a:3'), changed('a:1', 'a:2', {})).outcome, 'dropped');
  assert.equal(reduceChanged(at('a:3'), changed('a:2', 'a:3', {})).outcome, 'dropped');
  assert.equal(reduceState(at('a:3'), stateAt('a:2')).outcome, 'dropped');
  assert.equal(reduceState(at('a:3'), stateAt('a:3')).outcome, 'dropped');
});

test('a frame that does not chain is a gap: a hole, another epoch, nothing to stand on', () => {
  assert.equal(reduceChanged(at('a:3'), changed('a:4', 'a:5', {})).outcome, 'gap');
  assert.equal(reduceChanged(at('a:3'), changed('b:3', 'b:4', {})).outcome, 'gap');
  assert.equal(reduceChanged({}, changed('a:1', 'a:2', {})).outcome, 'gap');
});

test('a frame that begins before our own answer and ends after it still lands', () => {
  const { state } = known(reduceChanged(at('a:2', { title: 'ours' }), changed('a:1', 'a:3', { title: 'theirs' })));
  assert.deepEqual(state?.fields, { title: 'theirs' });
});

test('only a reset goes back, and only the first one that a new link brings', () => {
  const restored = { ...stateAt('a:2', { title: 'restored' }), reset: true };
  assert.equal(reduceState(at('a:9'), restored).outcome, 'dropped');
  assert.equal(reduceState(at('a:9'), stateAt('a:2'), true).outcome, 'dropped');
  const { state } = known(reduceState(at('a:9'), restored, true));
  assert.equal(state?.position, 'a:2');
  assert.equal('reset' in state!, false);
});

test('after a deletion nothing from before it brings the entity back; a new epoch does', () => {
  const gone = known(reduceDeleted(at('a:3'), { ...item, position: 'a:4' }));
  assert.equal(gone.state, undefined);
  assert.equal(reduceState(gone, stateAt('a:3')).outcome, 'dropped');
  assert.equal(reduceChanged(gone, changed('a:2', 'a:3', {})).outcome, 'dropped');
  assert.equal(known(reduceState(gone, { ...stateAt('b:1'), reset: true })).position, 'b:1');
  assert.equal(reduceDeleted(at('a:9'), { ...item, position: 'a:4' }).outcome, 'dropped', 'an old deletion');
});

test('nothing of a life that has ended comes back, however late and whatever it says', () => {
  const anew = known(reduceState(at('a:9'), { ...stateAt('b:1'), reset: true }));
  assert.deepEqual(anew.past, ['a']);
  assert.equal(reduceState(anew, stateAt('a:12')).outcome, 'dropped');
  assert.equal(reduceState(anew, { ...stateAt('a:12'), reset: true }).outcome, 'dropped');
  assert.equal(reduceChanged(anew, changed('a:9', 'a:10', {})).outcome, 'dropped');
  assert.equal(reduceDeleted(anew, { ...item, position: 'a:10' }).outcome, 'dropped');
});

test('an answer of another epoch is ignored: it says nothing about which of the two is newer', () => {
  assert.equal(reduceAnswer(at('b:1'), stateAt('a:7')).outcome, 'dropped');
  assert.equal(known(reduceAnswer(at('a:6'), stateAt('a:7'))).position, 'a:7');
  assert.equal(reduceAnswer(at('a:8'), stateAt('a:7')).outcome, 'dropped');
});

/**
 * The promise: whatever arrives coalesced, twice, late, out of order or not at all, a viewer never goes back, never shows
 * a state that was not committed, and equals the last committed one once every gap it reported was answered.
 */
test('every order of coalesced, doubled, lost and late frames leads to committed states only, forward, to the last one', () => {
  for (let seed = 1; seed <= 500; seed++) {
    const random = seeded(seed);
    const history = randomHistory(random, 2 + random.below(12));
    const last = history.length - 1;
    const frames = randomFrames(random, history);

    let view: Known = { position: history[0]!.position, state: history[0] };
    const receive = (frame: ChangedFrame | StateFrame) => {
      const reduction = 'from' in frame ? reduceChanged(view, frame) : reduceState(view, frame);
      if (reduction.outcome !== 'applied') return reduction.outcome;
      const before = parsePosition(view.position!).version;
      view = reduction.known;
      const version = parsePosition(view.position!).version;
      assert.ok(version > before, `seed ${seed}: went back from ${before} to ${version}`);
      assert.deepEqual(view.state?.fields, history[version - 1]?.fields, `seed ${seed}: version ${version} was never committed so`);
      return 'applied';
    };
    for (const frame of frames) {
      // A gap is answered as Watch without a position is: with a state, as of some moment since.
      if (receive(frame) === 'gap') {
        const from = parsePosition(view.position!).version - 1;
        receive({ ...history[from + 1 + random.below(last - from)]!, reset: true });
      }
    }
    const from = parsePosition(view.position!).version - 1;
    if (from < last) receive(foldHistory(history, from, last));
    assert.deepEqual(view.state?.fields, history[last]?.fields, `seed ${seed}`);
  }
});

type Random = ReturnType<typeof seeded>;

function randomHistory(random: Random, length: number) {
  const history = [stateAt('a:1', { f0: 0 })];
  for (let version = 2; version <= length; version++) {
    const fields = { ...history.at(-1)!.fields };
    const name = `f${random.below(4)}`;
    if (name in fields && random.below(3) === 0) delete fields[name];
    else fields[name] = random.below(5);
    history.push(stateAt(`a:${version}`, fields));
  }
  return history;
}

/** What the server's change log says between two versions. */
function foldHistory(history: { position: string; fields: Fields }[], from: number, to: number): ChangedFrame {
  const fields: Fields = {};
  for (let index = from + 1; index <= to; index++) {
    const [before, after] = [history[index - 1]!.fields, history[index]!.fields];
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (before[name] !== after[name]) fields[name] = after[name] ?? null;
    }
  }
  return changed(history[from]!.position, history[to]!.position, fields);
}

function randomFrames(random: Random, history: ReturnType<typeof randomHistory>): ChangedFrame[] {
  const frames: ChangedFrame[] = [];
  for (let from = 0; from < history.length - 1; ) {
    const to = Math.min(history.length - 1, from + 1 + random.below(3));
    const copies = [0, 1, 1, 1, 2][random.below(5)]!;
    for (let copy = 0; copy < copies; copy++) frames.push(foldHistory(history, from, to));
    // Sometimes the next one overlaps, as after our own answer came first.
    from = random.below(4) === 0 ? to - 1 + random.below(2) : to;
    if (from < to) frames.push(foldHistory(history, from, to)), (from = to);
  }
  for (let index = frames.length - 1; index > 0; index--) {
    const other = Math.max(0, index - random.below(4));
    [frames[index], frames[other]] = [frames[other]!, frames[index]!];
  }
  return frames;
}

test('a change of a field that objects have anyway is a change of a field', () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'valueOf']) {
    const known = { position: 'a:1', state: stateAt('a:1', { title: 'one' }) };
    const fields = (value: string) => JSON.parse(`{"${name}":${value}}`);
    const set = reduceChanged(known, changed('a:1', 'a:2', fields('{"x":1}')));
    assert.ok(set.outcome === 'applied');
    assert.deepEqual(Object.entries(set.known.state!.fields), [['title', 'one'], [name, { x: 1 }]]);
    const removed = reduceChanged(set.known, changed('a:2', 'a:3', fields('null')));
    assert.ok(removed.outcome === 'applied');
    assert.deepEqual(Object.entries(removed.known.state!.fields), [['title', 'one']]);
  }
});
