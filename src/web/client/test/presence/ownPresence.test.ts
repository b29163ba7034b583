import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Pauses } from '../../src/connection/pauses.js';
import { OwnPresence } from '../../src/presence/ownPresence.js';
import type { Presence } from '../../src/types.js';
import { until } from '../support/until.js';

let pauses: Pauses;
beforeEach(() => (pauses = new Pauses()));
afterEach(() => pauses.close());

const lookingAt = (id: string, status: Presence['status'] = 'online'): Presence => ({ status, focus: { type: 'workitem', id } });

/** A hub that refuses each focus with a code, while there is one. */
async function presenceAt(hub: { refuses?: string } = {}) {
  const said: Presence[] = [];
  const presence = new OwnPresence(async <T>(_: string, ...args: unknown[]) => {
    const asked = args[0] as Presence;
    said.push(asked);
    if (asked.focus && hub.refuses) throw new Error(`${hub.refuses}: A sentence.`);
    return undefined as T;
  }, pauses);
  await presence.resume();
  return { presence, hub, said };
}

for (const code of ['unavailable', 'overloaded', 'internal']) {
  test(`a focus that is ${code} lets go of the one before at once, and is said again until it is taken`, async () => {
    const { presence, hub, said } = await presenceAt();
    await presence.set(lookingAt('6'));
    hub.refuses = code;
    await presence.set(lookingAt('7'));
    assert.deepEqual(said, [lookingAt('6'), lookingAt('7'), { status: 'online' }]);
    pauses.wake();
    await until('it was said again', () => said.length === 4);
    delete hub.refuses;
    await new Promise(setImmediate);
    pauses.wake();
    await until('it was said once more', () => said.length === 5);
    await new Promise(setImmediate);
    pauses.wake();
    await new Promise(setImmediate);
    assert.deepEqual(said.slice(3), [lookingAt('7'), lookingAt('7')]);
  });
}

test('a focus that may not be fails, lets go of the one before, and its status holds, on the next link too', async () => {
  const { presence, hub, said } = await presenceAt();
  await presence.set(lookingAt('6'));
  hub.refuses = 'access_denied';
  await assert.rejects(presence.set(lookingAt('7', 'away')), { code: 'access_denied' });
  presence.suspend();
  await presence.resume();
  assert.deepEqual(said, [lookingAt('6'), lookingAt('7', 'away'), { status: 'away' }, { status: 'away' }]);
});

test('what is said meanwhile is not overwritten by what a refusal lets go of', async () => {
  const { presence, hub, said } = await presenceAt();
  await presence.set(lookingAt('6'));
  hub.refuses = 'unavailable';
  const refused = presence.set(lookingAt('7'));
  delete hub.refuses;
  await Promise.all([refused, presence.set(lookingAt('8'))]);
  pauses.wake();
  await new Promise(setImmediate);
  assert.deepEqual(said, [lookingAt('6'), lookingAt('7'), lookingAt('8')]);
});

test('on a new link an away with a focus that may not be is away nevertheless, and the focus is said when it may be seen again', async () => {
  const { presence, hub, said } = await presenceAt();
  await presence.set(lookingAt('6', 'away'));
  presence.suspend();
  hub.refuses = 'access_denied';
  await presence.resume();
  delete hub.refuses;
  await presence.returned({ type: 'workitem', id: '6' });
  assert.deepEqual(said.slice(1), [lookingAt('6', 'away'), { status: 'away' }, lookingAt('6', 'away')]);
});

test('what waits to be said again ends with the link, which the next one is told anyway', async () => {
  const { presence, hub, said } = await presenceAt({ refuses: 'unavailable' });
  await presence.set(lookingAt('7'));
  presence.suspend();
  delete hub.refuses;
  await presence.resume();
  pauses.wake();
  await new Promise(setImmediate);
  assert.deepEqual(said, [lookingAt('7'), lookingAt('7')]);
});
