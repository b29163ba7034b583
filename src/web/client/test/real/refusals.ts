import assert from 'node:assert/strict';
import { fromHub } from '../../src/errors.js';
import { signalrLink } from '../../src/connection/signalrLink.js';
import type { EntityView, Presence, WatchResult } from '../../src/index.js';
import { api, page, run, tokenFor, transports, until, url, workspace } from './page.js';

// Every refusal that the hub has, as the client understands it; and what a page notices of them.

const good = { type: 'workitem', id: '1' };
const many = (count: number) => Array.from({ length: count }, (_, n) => ({ type: 'workitem', id: `n${n}` }));

run(async () => {
  await api('PUT', 'entities/workitem/1', { fields: { title: 'one' } });
  const bo = await tokenFor('bo');
  const brief = await tokenFor('ana', 1);
  const elsewhere = await fetch(`${url}/v1/elsewhere/tokens`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${process.env['REALTIME_KEY']}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ user: 'ana' }),
  }).then((response) => response.json() as Promise<{ token: string }>);
  await new Promise((resolve) => setTimeout(resolve, 1_500));

  for (const transport of transports) {
    const link = signalrLink({ url: `${url}/hub`, transport })(async () => (await tokenFor('ana')).token);
    await link.start();
    const refusal = async (method: string, ...args: unknown[]) => {
      const error = fromHub(await link.invoke(method, ...args).then((answer) => assert.fail(`${method} answered ${JSON.stringify(answer)}`), (error) => error));
      assert.ok(error.message.length > 10, `${error.code} comes with a sentence`);
      return error.code;
    };
    for (const items of ['no list', 7, null, {}, true]) {
      assert.equal(await refusal('Watch', items), 'bad_body');
      assert.equal(await refusal('Unwatch', items), 'bad_body');
    }
    assert.equal(await refusal('Watch', many(501)), 'too_many_items');
    assert.equal(await refusal('Unwatch', many(501)), 'too_many_items');
    for (const presence of [{ status: 'busy' }, {}, null, 7, 'online', [], { status: 'online', focus: 7 }, { status: 'online', focus: { type: 'workitem', id: 'a/b' } }]) {
      assert.equal(await refusal('SetPresence', presence), 'bad_presence', JSON.stringify(presence));
    }
    assert.equal(await refusal('SetPresence', { status: 'online', focus: { type: 'workitem', id: 'denied' } }), 'access_denied');
    assert.equal(await refusal('SetPresence', { status: 'online', focus: { type: 'workitem', id: 'unknown' } }), 'unavailable');
    assert.equal(await refusal('RefreshToken', 'rubbish'), 'unauthenticated');
    assert.equal(await refusal('RefreshToken', null), 'unauthenticated');
    assert.equal(await refusal('RefreshToken', bo.token), 'identity_mismatch');
    assert.equal(await refusal('RefreshToken', elsewhere.token), 'identity_mismatch');
    assert.equal(await refusal('RefreshToken', brief.token), 'token_expired');
    for (const call of [['NoSuch'], ['Watch'], ['Watch', [], []], ['RefreshToken', 7], ['RefreshToken', {}]] as [string, ...unknown[]][]) {
      assert.equal(await refusal(...call), 'bad_body', JSON.stringify(call));
    }

    // Each item is answered alone, in order, and none fails its neighbours.
    const items = [good, 7, null, 'text', {}, { type: 'workitem' }, { type: 'workitem', id: 485 }, { type: 'workitem', id: null }, { ...good, id: 'a/b' }, { ...good, extra: 1 }, { ...good, position: 7 }, { ...good, position: 'x' }, { type: 'Not A Type', id: '1' }, { type: 'workitem', id: 'not-there' }, { type: 'workitem', id: 'denied' }, { type: 'workitem', id: 'unknown' }, good];
    const results = await link.invoke<WatchResult[]>('Watch', items);
    assert.deepEqual(
      results.map(({ ok, code }) => (ok ? 'ok' : code)),
      ['ok', 'bad_body', 'bad_body', 'bad_body', 'bad_body', 'bad_body', 'bad_body', 'bad_body', 'bad_key', 'bad_body', 'bad_body', 'bad_position', 'bad_key', 'not_found', 'access_denied', 'unavailable', 'ok'],
    );
    assert.ok(results.every(({ type, id }) => typeof type === 'string' && typeof id === 'string'), 'a client in another language reads all of them');
    assert.equal(results[6]?.id, '485');
    assert.equal(results[13]?.watched, true, 'what is not there is told of when it is');
    await link.stop();
  }

  const client = page('ana');
  let losses = 0;
  client.onStatus(({ state }) => void (state === 'stale' && losses++));
  await until('it is live', () => client.status.state === 'live');
  await assert.rejects(client.setPresence({ status: 'busy' } as unknown as Presence), { code: 'bad_presence' });
  await assert.rejects(client.setPresence({ status: 'online', focus: { type: 'workitem', id: 'denied' } }), { code: 'access_denied' });
  await client.setPresence({ status: 'away', focus: good });

  const views = new Map<unknown, EntityView>();
  const show = (id: unknown, type = 'workitem') => client.watch({ type, id: id as string }, (view) => void views.set(id, view));
  await api('PUT', 'entities/workitem/485', { fields: { title: 'a number' } });
  for (const id of [485, '1', 'denied', '..', null]) show(id);
  show('of no type', 'Not A Type');
  await until('all are answered', () => [...views.values()].every(({ status }) => status !== 'loading'));
  const shown = [...views].map(([id, { status, code, state }]) => `${id} ${status} ${code ?? String(state?.fields['title'])}`);
  assert.deepEqual(shown, ['485 ready a number', '1 ready one', 'denied denied access_denied', '.. denied bad_key', 'null denied bad_key', 'of no type denied bad_key']);

  // Told of when it comes to be, and not when it is next asked for.
  show('later');
  await until('it is absent', () => views.get('later')?.status === 'absent');
  await api('PUT', 'entities/workitem/later', { fields: { title: 'here' } });
  await until('it is there', () => views.get('later')?.state?.fields['title'] === 'here');

  // Past the bound each one more is refused, and nothing else suffers.
  const crowd = many(2_050);
  const statuses = new Map<string, string>();
  for (const entity of crowd) client.watch(entity, ({ status, code }) => void statuses.set(entity.id, code ?? status));
  await until('all are answered', () => statuses.size === crowd.length && [...statuses.values()].every((status) => status !== 'loading'));
  assert.ok([...statuses.values()].includes('too_many_watches') || [...statuses.values()].every((status) => status === 'absent'));
  await client.patch(good, { title: 'two' });
  await until('it is still told', () => views.get('1')?.state?.fields['title'] === 'two');
  assert.equal(losses, 0, `the connection was lost ${losses} times in ${workspace}`);
});
