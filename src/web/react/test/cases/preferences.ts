import assert from 'node:assert/strict';
import { RealtimeError, type Preferences, type PreferencesPatch } from '@orleansrealtime/client';
import { test } from 'node:test';
import { channelOf, withChannel, withEntity, withQuietHours } from '../../src/preferences/edits.js';
import { both, difference } from '../../src/preferences/patch.js';
import { PreferencesStore } from '../../src/preferences/PreferencesStore.js';
import { handTimers } from '../../../client/test/support/handTimers.js';
import { until } from '../../../client/test/support/until.js';

const none: Preferences = { channels: {}, kinds: {}, types: {}, entities: {}, quietHours: null, mentionsBreakThrough: true };
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('a kind shows its own word, or that for everything else, and is on where nobody says anything', () => {
  assert.equal(channelOf(none, 'commented', 'live'), true);
  const quiet = withChannel(none, undefined, 'live', false);
  assert.deepEqual([channelOf(quiet, 'commented', 'live'), channelOf(quiet, 'commented', 'inbox')], [false, true]);
  const loud = withChannel(quiet, 'commented', 'live', true);
  assert.deepEqual([channelOf(loud, 'commented', 'live'), channelOf(loud, 'changed', 'live')], [true, false]);
  assert.deepEqual(loud.kinds, { commented: { live: true } });
});

test('a card is muted, followed, and treated as any other again', () => {
  const muted = withEntity(withEntity(none, 'workitem/1', 'mute'), 'workitem/2', 'follow');
  assert.deepEqual(muted.entities, { 'workitem/1': 'mute', 'workitem/2': 'follow' });
  assert.deepEqual(withEntity(muted, 'workitem/1', undefined).entities, { 'workitem/2': 'follow' });
});

test('quiet hours of no length become an hour, over midnight too', () => {
  const at = (from: string, to: string) => withQuietHours(none, { zone: 'UTC', from, to }).quietHours?.to;
  assert.deepEqual([at('22:00', '07:00'), at('07:30', '07:30'), at('23:15', '23:15')], ['07:00', '08:30', '00:15']);
  assert.equal(withQuietHours(none, null).quietHours, null);
});

/** The test is the server: it answers each call when it likes. */
function storeOver() {
  const calls: { what: string; answer: (preferences: Preferences) => void; fail: (error: Error) => void }[] = [];
  const call = (what: string) => new Promise<Preferences>((answer, fail) => calls.push({ what, answer, fail }));
  let hint = () => {};
  const client = {
    preferences: () => call('read'),
    changePreferences: ({ entities }: PreferencesPatch) => call(`save ${Object.keys(entities!)}`),
    onPreferences: (callback: () => void) => ((hint = callback), () => {}),
  };
  const store = new PreferencesStore(client, () => 1);
  const unsubscribe = store.subscribe(() => {});
  const isAsked = (count: number) => until(`${count} calls were made`, () => calls.length === count);
  return { store, calls, unsubscribe, isAsked, hint: () => hint(), asked: () => calls.map(({ what }) => what) };
}
const mute = (id: string) => (before: Preferences) => withEntity(before, id, 'mute');

test('an edit shows at once; those that are made while one is saved are saved after it, together', async () => {
  const { store, calls, asked } = storeOver();
  calls[0]!.answer(none);
  await settled();
  for (const id of ['a', 'b', 'c']) store.change(mute(id));
  assert.deepEqual(Object.keys(store.get().preferences!.entities), ['a', 'b', 'c']);
  calls[1]!.answer(mute('a')(none));
  await settled();
  assert.deepEqual(asked(), ['read', 'save a', 'save b,c']);
  assert.deepEqual([Object.keys(store.get().preferences!.entities).length, store.get().isSaving], [3, true]);
  calls[2]!.answer(mute('c')(mute('b')(mute('a')(none))));
  await settled();
  assert.deepEqual([store.get().isSaving, store.get().saved], [false, 3]);
});

test('an edit says what it changes and nothing else: what another device changed stays', async () => {
  const { store, calls } = storeOver();
  calls[0]!.answer(mute('mine')(none));
  await settled();
  store.change(mute('a'));
  store.change((before) => withEntity(before, 'b', 'follow'));
  store.change((before) => withEntity(before, 'mine', undefined));
  assert.equal(calls[1]!.what, 'save a');
  calls[1]!.answer(mute('theirs')(mute('a')(mute('mine')(none))));
  await settled();
  assert.equal(calls[2]!.what, 'save b,mine');
});

test('patches name what differs, also when one follows the other', () => {
  const hours = { zone: 'UTC', from: '22:00', to: '07:00' };
  const loud = withChannel(none, 'commented', 'live', true);
  assert.deepEqual(difference(none, loud), { kinds: { commented: { live: true } } });
  assert.deepEqual(difference(withQuietHours(none, hours), none), { quietHours: null });
  assert.deepEqual(difference(none, { ...none }), {});
  assert.deepEqual(both(difference(none, mute('a')(none)), difference(mute('a')(none), none)), { entities: { a: null } });
});

test('a refused edit goes, and what the server has is read again', async () => {
  const { store, calls, asked } = storeOver();
  calls[0]!.answer(none);
  await settled();
  store.change(mute('a'));
  calls[1]!.fail(new RealtimeError('bad_preferences', 'No.'));
  await settled();
  calls[2]!.answer(none);
  await settled();
  assert.deepEqual([asked(), store.get().error?.code], [['read', 'save a', 'read'], 'bad_preferences']);
  assert.deepEqual([store.get().preferences, store.get().isSaving], [none, false]);
  store.change(mute('b'));
  calls[3]!.answer(mute('b')(none));
  await settled();
  assert.equal(store.get().error, undefined);
});

test('a hint has them read, and one that comes during a read has them read once more', async () => {
  const { calls, hint, asked } = storeOver();
  calls[0]!.answer(none);
  await settled();
  hint();
  hint();
  calls[1]!.answer(none);
  await settled();
  assert.deepEqual(asked(), ['read', 'read', 'read']);
});

const away = () => new RealtimeError('network', 'The server cannot be reached.');

test('what could not be read is read again, and its error goes with the answer', async () => {
  const { store, calls, isAsked } = storeOver();
  calls[0]!.fail(away());
  await isAsked(2);
  assert.equal(store.get().error?.code, 'network');
  calls[1]!.fail(away());
  await isAsked(3);
  calls[2]!.answer(none);
  await settled();
  assert.deepEqual([store.get().preferences, store.get().error], [none, undefined]);
});

test('an edit that was not saved is taken back as soon as they can be read, and its error stays', async () => {
  const { store, calls, isAsked } = storeOver();
  calls[0]!.answer(none);
  await settled();
  store.change(mute('a'));
  calls[1]!.fail(new RealtimeError('internal', 'The server failed.'));
  await settled();
  calls[2]!.fail(away());
  await isAsked(4);
  calls[3]!.answer(none);
  await settled();
  assert.deepEqual([store.get().preferences, store.get().error?.code], [none, 'internal']);
});

test('what nobody shows is not read again before someone does, and what is closed never', async () => {
  const timers = handTimers();
  try {
    const { store, calls, unsubscribe } = storeOver();
    const pass = async () => {
      await settled();
      timers.pass(1);
      await settled();
    };
    calls[0]!.answer(none);
    await settled();
    store.change(mute('a'));
    calls[1]!.fail(away());
    await settled();
    unsubscribe();
    calls[2]!.fail(away());
    await pass();
    assert.equal(calls.length, 3);
    store.subscribe(() => {});
    assert.equal(calls.length, 4);
    calls[3]!.fail(new RealtimeError('closed', 'The client was closed.'));
    await pass();
    assert.equal(calls.length, 4);
  } finally {
    timers.restore();
  }
});
