import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

interface Socket {
  on(event: 'message', heard: () => void): void;
  send(text: string): void;
}
interface SocketServer {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, opened: (socket: Socket) => void): void;
}

// What SignalR itself uses outside of a browser; it comes with it, and without types.
const { Server } = createRequire(import.meta.url)('ws') as { Server: new (options: object) => SocketServer };

/** A server with a hub that shakes hands over a WebSocket and then says nothing; what HTTP answers, and which upgrades it refuses, is the test's. */
export async function fakeHubServer(answer: (request: IncomingMessage, response: ServerResponse) => void, refuses: () => boolean = () => false) {
  const requests: string[] = [];
  const upgrades: (string | undefined)[] = [];
  const sockets = new Server({ noServer: true });
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  server.on('upgrade', (request, socket, head) => {
    requests.push('upgrade');
    upgrades.push(request.url);
    if (refuses()) return void socket.end('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, (opened) => opened.on('message', () => opened.send('{}\u001e')));
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hub`,
    requests,
    /** The addresses of the upgrades. */
    upgrades,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
