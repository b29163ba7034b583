import type { HubLink, OpenLink, Transport } from '../../src/connection/hubLink.js';
import type { WatchItem } from '../../src/types.js';

type Handler = (body: never) => void;
type Answer = (...args: never[]) => unknown;

/** Stands where SignalR would: the test is the server, and decides when a link opens, answers and ends. */
export class FakeHub {
  readonly links: FakeLink[] = [];
  /** What its links come through by. */
  transport: Transport | undefined;
  /** What the hub's methods answer; a missing one answers undefined. */
  answers: Record<string, Answer> = {
    Watch: (items: WatchItem[]) => items.map(({ type, id }) => ({ type, id, ok: true })),
    RefreshToken: () => ({ expiresAt: '2999-01-01T00:00:00Z', expiresInMs: 3_600_000 }),
  };
  /** Taken by the next `start`s, in order. */
  startFailures: Error[] = [];

  readonly open: OpenLink = (accessToken) => {
    const link = new FakeLink(this, accessToken);
    this.links.push(link);
    return link;
  };

  get link(): FakeLink {
    const last = this.links.at(-1);
    if (!last) throw new Error('nobody has connected');
    return last;
  }
}

export class FakeLink implements HubLink {
  readonly calls: { method: string; args: unknown[] }[] = [];
  readonly #handlers = new Map<string, Handler>();
  #heard: () => void = () => {};
  readonly #onClose: ((error?: Error) => void)[] = [];
  token: string | undefined;
  stopped = false;
  readonly transport: Transport | undefined;

  constructor(
    private readonly hub: FakeHub,
    private readonly accessToken: () => Promise<string>,
  ) {
    this.transport = hub.transport;
  }

  async start(): Promise<void> {
    this.token = await this.accessToken();
    const failure = this.hub.startFailures.shift();
    if (failure) throw failure;
  }

  async stop(): Promise<void> {
    this.drop();
  }

  async invoke<T>(method: string, ...args: unknown[]): Promise<T> {
    this.calls.push({ method, args });
    const answer = (await this.hub.answers[method]?.(...(args as never[]))) as T;
    this.ping();
    return answer;
  }

  on(frame: string, handler: Handler): void {
    this.#handlers.set(frame, handler);
  }

  onHeard(handler: () => void): void {
    this.#heard = handler;
  }

  onClose(handler: (error?: Error) => void): void {
    this.#onClose.push(handler);
  }

  /** The server sends a frame. */
  send(frame: string, body: unknown): void {
    this.ping();
    this.#handlers.get(frame)?.(body as never);
  }

  /** The server says that it is there, and nothing else. */
  ping(): void {
    this.#heard();
  }

  /** The connection is gone. */
  drop(): void {
    if (this.stopped) return;
    this.stopped = true;
    for (const handler of this.#onClose) handler();
  }

  called(method: string): unknown[][] {
    return this.calls.filter((call) => call.method === method).map((call) => call.args);
  }
}
