import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HubLink } from '../../src/connection/hubLink.js';
import { Session } from '../../src/connection/session.js';
import { TokenSource } from '../../src/connection/token.js';
import { RealtimeError } from '../../src/errors.js';

const never = new Promise<never>(() => {});

/** A connection whose presences are lost, and whose other calls nobody answers. */
function sessionThatLosesPresences(): Session {
  const link: HubLink = {
    transport: 'longPolling',
    start: () => Promise.resolve(),
    stop: () => never,
    invoke: (method) => (method === 'SetPresence' ? Promise.reject(new RealtimeError('connection', 'Lost.')) : never),
    on: () => {},
    onHeard: () => {},
    onClose: () => {},
  };
  const options = {
    open: () => link,
    tokens: new TokenSource(() => 't'),
    backoff: () => 0,
    frames: {},
    resume: () => Promise.resolve(),
    recheck: () => Promise.resolve(),
    suspend: () => {},
  };
  return new Session(options, { live: () => {}, silent: () => {} });
}

test('a call that is lost ends the others that are under way, however long the transport takes to stop', async () => {
  const session = sessionThatLosesPresences();
  const run = session.run();
  const watch = session.invoke('Watch', []);

  await assert.rejects(session.invoke('SetPresence', {}), { code: 'connection' });

  await assert.rejects(watch, { code: 'connection', message: 'The connection ended.' });
  await run;
});

test('a session that was stopped has not failed, though its calls have', async () => {
  const session = sessionThatLosesPresences();
  void session.run();
  const watch = session.invoke('Watch', []);

  void session.stop();

  await assert.rejects(watch, { code: 'connection', message: 'The connection ended.' });
  assert.equal(session.failure, undefined);
});
