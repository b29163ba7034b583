import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { connect, RealtimeClient } from '../src/client.js';
import { RealtimeError } from '../src/errors.js';
import { item, stateAt } from './support/entities.js';
import { FakeHub } from './support/fakeHub.js';
import { until } from './support/until.js';

// Where a call is a request of its own, as beside an event stream, it may be lost while its connection lives.

let client: RealtimeClient;
afterEach(() => client.close());

async function liveClient(hub: FakeHub): Promise<RealtimeClient> {
  client = connect({ url: 'http://x/', workspace: 'demo', user: 'ana', token: async () => 't', retry: { baseMs: 0 }, openLink: hub.open });
  await until('it is live', () => client.status.state === 'live');
  return client;
}

const lost: [string, Error][] = [
  ['that a proxy refused', new RealtimeError('connection', 'A call to the hub was answered with status 502.', { code: 'http_502', status: 502 })],
  ['for which the application gave no token', new RealtimeError('token', 'The application gave no token.')],
  ['that did not get out', new RealtimeError('network', 'Nothing answers.')],
];

for (const [what, failure] of lost) {
  test(`an entity is watched on the next link after a call ${what}, and keeps what was shown`, async () => {
    const hub = new FakeHub();
    await liveClient(hub);
    const statuses: string[] = [];
    client.watch(item, ({ status }) => statuses.push(status));
    await until('it is watched', () => hub.link.called('Watch').length === 1);
    hub.link.send('state', stateAt('a:1'));
    const answer = hub.answers.Watch!;
    hub.answers.Watch = () => {
      hub.answers.Watch = answer;
      throw failure;
    };
    const other = { type: 'workitem', id: '2' };
    client.watch(other, () => {});
    await until('both are watched on another link', () => hub.links.length === 2 && hub.link.called('Watch').length === 1);
    assert.deepEqual(hub.link.called('Watch'), [[[other, { ...item, position: 'a:1' }]]]);
    assert.equal(hub.links[0]?.stopped, true);
    assert.deepEqual(statuses, ['loading', 'ready']);
    assert.equal(client.view(other)?.status, 'loading');
  });
}

test('a presence that was lost is said on the next link', async () => {
  const hub = new FakeHub();
  await liveClient(hub);
  hub.answers.SetPresence = () => {
    delete hub.answers.SetPresence;
    throw lost[0]![1];
  };
  await client.setPresence({ status: 'away' });
  await until('it is said on another link', () => hub.links.length === 2 && hub.link.called('SetPresence').length === 1);
  assert.deepEqual(hub.link.called('SetPresence'), [[{ status: 'away' }]]);
});

test('a call that the hub refuses costs no link', async () => {
  const hub = new FakeHub();
  await liveClient(hub);
  hub.answers.Watch = () => {
    throw new Error('too_many_items: The list has more items than this call takes.');
  };
  client.watch(item, () => {});
  await until('it is refused', () => client.view(item)?.status === 'denied');
  assert.equal(hub.links.length, 1);
  assert.equal(hub.link.stopped, false);
});
