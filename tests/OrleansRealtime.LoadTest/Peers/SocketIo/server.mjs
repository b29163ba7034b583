// Socket.IO with its Redis adapter, as its documents have it: an edit is sent to the entity's room. Of its page on performance: the native add-ons of ws,
// and the first request of a connection is let go.
// Arguments: its port, Redis' port.
import { createServer } from 'node:http';
import { createAdapter } from '@socket.io/redis-adapter';
import bufferUtil from 'bufferutil';
import { createClient } from 'redis';
import { Server } from 'socket.io';
import isValidUtf8 from 'utf-8-validate';

// Where an add-on was not built, its package gives a substitute in JavaScript and says nothing.
for (const [name, addOn] of Object.entries({ 'bufferutil': bufferUtil.mask, 'utf-8-validate': isValidUtf8 })) {
  if (!`${addOn}`.includes('[native code]')) throw new Error(`The native add-on of ${name} is not built for this machine.`);
}

const [port, redisPort] = process.argv.slice(2);
const publisher = createClient({ url: `redis://127.0.0.1:${redisPort}` });
const subscriber = publisher.duplicate();
await Promise.all([publisher.connect(), subscriber.connect()]);

const http = createServer((request, response) => {
  const entity = request.url.startsWith('/edit/') ? request.url.slice('/edit/'.length) : null;
  if (request.method !== 'POST' || entity === null) return;
  const parts = [];
  request.on('data', part => parts.push(part));
  request.on('end', () => {
    io.to(entity).emit('changed', JSON.parse(Buffer.concat(parts).toString()));
    response.writeHead(204).end();
  });
});

const io = new Server(http, { adapter: createAdapter(publisher, subscriber) });
io.engine.on('connection', rawSocket => { rawSocket.request = null; });
io.on('connection', socket => socket.on('watch', (entities, done) => {
  socket.join(entities);
  done();
}));

http.listen(Number(port), '127.0.0.1');
