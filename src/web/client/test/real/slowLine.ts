import { connect as dial, createServer, type AddressInfo } from 'node:net';

/** A line to a server that carries so many bytes a second to the page, over all its connections together, and the other way what comes. */
export async function slowLine(server: string, bytesPerSecond: number): Promise<string> {
  const { hostname, port } = new URL(server);
  const tickMs = 100;
  const waiting: { chunks: Buffer[]; write: (chunk: Buffer) => void; end: () => void; isEnded: boolean }[] = [];
  const line = createServer((page) => {
    const far = dial(Number(port), hostname);
    const one = { chunks: [] as Buffer[], write: (chunk: Buffer) => void page.write(chunk), end: () => page.end(), isEnded: false };
    waiting.push(one);
    page.pipe(far);
    far.on('data', (chunk) => one.chunks.push(chunk));
    far.on('close', () => (one.isEnded = true));
    page.on('close', () => (far.destroy(), waiting.splice(waiting.indexOf(one), 1)));
    for (const socket of [page, far]) socket.on('error', () => {});
  });
  setInterval(() => {
    let room = (bytesPerSecond * tickMs) / 1_000;
    // Each connection in its turn, as packets of a line would go.
    for (let at = 0, idle = 0; room > 0 && idle < waiting.length; at = (at + 1) % waiting.length) {
      const { chunks, write } = waiting[at]!;
      const chunk = chunks.shift();
      if (!chunk) {
        idle++;
        continue;
      }
      idle = 0;
      const part = Math.min(room, chunk.length, 128);
      write(chunk.subarray(0, part));
      if (part < chunk.length) chunks.unshift(chunk.subarray(part));
      room -= part;
    }
    for (const { chunks, end, isEnded } of waiting) if (isEnded && chunks.length === 0) end();
  }, tickMs);
  await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(line.address() as AddressInfo).port}`;
}
