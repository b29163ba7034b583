import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, test } from 'node:test';
import { RealtimeError } from '../../src/errors.js';
import { signalrLink } from '../../src/connection/signalrLink.js';
import { fakeHubServer } from '../support/fakeHubServer.js';

// What a test that fails leaves open keeps the process from its end.
const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

async function hubOf(...how: Parameters<typeof fakeHubServer>) {
  const hub = await fakeHubServer(...how);
  opened.push(() => hub.close());
  return hub;
}

async function linkOf(options: Parameters<typeof signalrLink>[0]) {
  const link = signalrLink(options)(async () => 't');
  opened.push(() => link.stop());
  await link.start();
  return link;
}

// SignalR itself, against what stands where the hub should be. The hub itself is in the end-to-end tests.

async function failureAt(listener: RequestListener, token: () => Promise<string> = async () => 't'): Promise<RealtimeError> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    return await failureOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hub`, token);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function failureOf(url: string, token: () => Promise<string> = async () => 't'): Promise<RealtimeError> {
  const link = signalrLink({ url })(token);
  const failure: unknown = await link.start().then(() => assert.fail('it opened'), (error) => error);
  assert.ok(failure instanceof RealtimeError);
  return failure;
}

test('a refused token is a refused token, with the code that the server gave', async () => {
  const problem = JSON.stringify({ code: 'token_expired', title: 'The token has expired.', status: 401 });
  const failure = await failureAt((_, response) => response.writeHead(401, { 'Content-Type': 'application/problem+json' }).end(problem));
  assert.deepEqual([failure.code, failure.status, failure.message], ['token_expired', 401, 'The token has expired.']);
});

test('a wrong URL is said to be one', async () => {
  const failure = await failureAt((_, response) => response.writeHead(404).end('<html>not here</html>'));
  assert.equal(failure.code, 'http_404');
  assert.match(failure.message, /^There is no hub at http:.*\/hub\.$/);
});

test('a page in the place of the hub is no hub', async () => {
  const failure = await failureAt((_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html></html>'));
  assert.equal(failure.code, 'connection');
});

test('where nobody answers, and what is no URL, is told at once', async () => {
  assert.equal((await failureOf('http://127.0.0.1:9/hub')).code, 'network');
  for (const url of ['localhost:5000/hub', 'ftp://x/hub', '/hub', 'http://[/hub', 'nothing']) {
    assert.match((await failureOf(url)).code, /^(network|connection)$/, url);
  }
});

test('a token that the application does not give is its fault, whatever SignalR makes of it', async () => {
  const failure = await failureAt((_, response) => response.end('{}'), () => Promise.reject(new RealtimeError('token', 'The application gave no token.')));
  assert.equal(failure.code, 'token');
});

const negotiated = (_: unknown, response: { end(text: string): void }) => response.end('{}');

test('a WebSocket is opened without asking another server first where', async () => {
  const hub = await hubOf(negotiated);
  const link = await linkOf({ url: hub.url });
  assert.equal(link.transport, 'webSockets');
  assert.deepEqual(hub.requests, ['upgrade']);
});

test('a hub that was away for a moment is no reason to do without WebSockets', async () => {
  let refusals = 1;
  const hub = await hubOf(negotiated, () => refusals-- > 0);
  const link = await linkOf({ url: hub.url });
  assert.equal(link.transport, 'webSockets');
  assert.deepEqual(hub.requests, ['upgrade', 'POST /hub/negotiate?negotiateVersion=1', 'upgrade']);
});

test('each request says in which workspace the connection is, which a token for several does not', async () => {
  let refusals = 1;
  const hub = await hubOf(negotiated, () => refusals-- > 0);
  await linkOf({ url: hub.url, workspace: 'acme' });
  assert.deepEqual(hub.requests, ['upgrade', 'POST /hub/negotiate?negotiateVersion=1&workspace=acme', 'upgrade']);
  for (const address of hub.upgrades) assert.match(address ?? '', /^\/hub\?parts=1&absent=1&workspace=acme(&|$)/);
});

test('a WebSocket that is refused says why, also where nothing else will do', async () => {
  const problem = JSON.stringify({ code: 'token_expired', title: 'The token has expired.', status: 401 });
  const hub = await hubOf((_, response) => response.writeHead(401, { 'Content-Type': 'application/problem+json' }).end(problem), () => true);
  for (const options of [{ transport: 'webSockets' as const }, { skipNegotiation: true }, {}]) {
    const failure: unknown = await signalrLink({ url: hub.url, ...options })(async () => 't').start().then(() => assert.fail('it opened'), (error) => error);
    assert.ok(failure instanceof RealtimeError);
    assert.deepEqual([failure.code, failure.status], ['token_expired', 401]);
  }
});

test('a call that something else than the hub answers is lost, or refused where it would be again, whatever the answer says', async () => {
  const negotiation = { negotiateVersion: 1, connectionId: 'a', connectionToken: 'a', availableTransports: [{ transport: 'LongPolling', transferFormats: ['Text'] }] };
  let polls = 0;
  let posts = 0;
  let status = 401;
  const hub = await hubOf(({ method, url }, response) => {
    if (url!.startsWith('/hub/negotiate')) return response.end(JSON.stringify(negotiation));
    if (method === 'DELETE' || (method === 'POST' && ++posts === 1) || (method === 'GET' && ++polls === 1)) return response.end();
    // The handshake's answer; from then on nothing comes.
    if (method === 'GET') return polls === 2 ? response.end('{}\u001e') : undefined;
    return response.writeHead(status).end('access_denied: says the proxy');
  });
  const link = await linkOf({ url: hub.url, transport: 'longPolling' });
  for (const [answer, code] of [[401, 'connection'], [502, 'connection'], [429, 'connection'], [403, 'http_403'], [413, 'http_413']] as const) {
    status = answer;
    const failure: unknown = await link.invoke('Watch', []).then(() => assert.fail('it was answered'), (error) => error);
    assert.ok(failure instanceof RealtimeError);
    assert.deepEqual([failure.code, failure.status, failure.message], [code, answer, `A call to the hub was answered with status ${answer}.`]);
  }
});
