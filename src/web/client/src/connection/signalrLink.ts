import { HttpError, HttpTransportType, HubConnectionBuilder, JsonHubProtocol, LogLevel, type HubConnection, type IHubProtocol } from '@microsoft/signalr';
import { RealtimeError } from '../errors.js';
import { EventStreamTransport } from './eventStreamTransport.js';
import { FrameParts, type FramePart } from './frameParts.js';
import { HubHttp } from './hubHttp.js';
import type { HubLink, OpenLink, Transport } from './hubLink.js';
import { problemIn } from '../rest/problem.js';
import { TransportOrder } from './transportOrder.js';
import { within } from './within.js';

/** Server-sent events are our own. */
const transportTypes = { webSockets: HttpTransportType.WebSockets, longPolling: HttpTransportType.LongPolling };

/** As the server has them: it pings every 15 s, and takes a client for gone after 30 s without a ping. */
const keepAliveMs = 15_000;
const serverTimeoutMs = 30_000;

/** Of a negotiation, which only a WebSocket does without. */
const negotiation = '/negotiate?negotiateVersion=1';

/** How long one transport may take where another may do: a proxy that buffers an event stream never says so. */
const attemptMs = 6_000;

export interface SignalROptions {
  url: string;
  /** Where the connection is, which a token for several workspaces does not say. */
  workspace?: string;
  /** Unset: the best one that comes through. */
  transport?: Transport;
  /** WebSockets only, which need no sticky sessions. */
  skipNegotiation?: boolean;
}

export function signalrLink({ url, workspace, transport, skipNegotiation }: SignalROptions): OpenLink {
  const only: Transport | undefined = skipNegotiation ? 'webSockets' : transport;
  const order = new TransportOrder(only && [only]);
  const place = workspace === undefined ? '' : `&workspace=${encodeURIComponent(workspace)}`;
  return (accessToken) => new SignalRLink(url, place, order, accessToken);
}

/** One hub connection. Until a transport has come through it may be several that are tried, one after the other. */
class SignalRLink implements HubLink {
  readonly #http: HubHttp;
  readonly #frames = new Map<string, (body: never) => void>();
  #hub: HubConnection | undefined;
  #stream: EventStreamTransport | undefined;
  #transport: Transport | undefined;
  #isStopped = false;
  #heard: () => void = () => {};
  #closed: (error?: Error) => void = () => {};

  constructor(
    private readonly url: string,
    /** Behind the first parameter of each address. */
    private readonly place: string,
    private readonly order: TransportOrder,
    accessToken: () => Promise<string>,
  ) {
    this.#http = new HubHttp(url, accessToken, () => this.#heard());
  }

  get transport(): Transport | undefined {
    return this.#transport;
  }

  async start(): Promise<void> {
    const candidates = this.order.candidates;
    for (const [index, transport] of candidates.entries()) {
      const isLast = index === candidates.length - 1;
      try {
        await (transport === 'webSockets' ? this.#tryDirectly(isLast) : this.#try(transport, isLast));
        this.order.worked(transport);
        this.#transport = transport;
        return;
      } catch (error) {
        // The negotiation failed: no transport is to blame, and the next would fail as well.
        const isTransports = this.#http.hasAnswered && !this.#http.failure;
        if (isTransports && !this.#isStopped) this.order.failed(transport);
        if (isLast || !isTransports || this.#isStopped) throw this.#failureOf(error);
      }
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    // SignalR would wait for it to open.
    if (!this.#transport) await this.#stream?.stop();
    await this.#hub?.stop();
  }

  async invoke<T>(method: string, ...args: unknown[]): Promise<T> {
    if (!this.#hub) throw new RealtimeError('connection', 'The hub is not connected.');
    try {
      return await this.#hub.invoke<T>(method, ...args);
    } catch (error) {
      // What answered is not the hub, whatever its text begins with.
      throw error instanceof HttpError ? answeredElsewhere(error.statusCode) : error;
    }
  }

  on(frame: string, handler: (body: never) => void): void {
    this.#frames.set(frame, handler);
  }

  onHeard(handler: () => void): void {
    this.#heard = handler;
  }

  onClose(handler: (error?: Error) => void): void {
    this.#closed = handler;
  }

  /**
   * A WebSocket is opened without a negotiation: behind a balancer that would be answered by one server, and the socket
   * opened at another that knows nothing of it. Where it does not open, nobody says why, so a request asks; where the hub
   * lets that in, it may have been away a moment ago, and is tried once more before the way there is to blame.
   */
  async #tryDirectly(isLast: boolean): Promise<void> {
    try {
      await this.#try('webSockets', isLast);
    } catch (error) {
      if (this.#http.failure || this.#isStopped) throw error;
      await this.#http.post(this.url + negotiation + this.place, { content: '' });
      // One that did not open in time has had its time.
      if (error instanceof RealtimeError || this.#isStopped) throw error;
      await this.#try('webSockets', isLast);
    }
  }

  async #try(transport: Transport, isLast: boolean): Promise<void> {
    const hub = this.#build(transport);
    this.#hub = hub;
    const started = hub.start();
    try {
      await (isLast ? started : within(attemptMs, started, 'connection', `${transport} did not open in time.`));
    } catch (error) {
      await this.#stream?.stop();
      // Not awaited: it waits for what did not come.
      void hub.stop().catch(() => {});
      throw error;
    }
  }

  #build(transport: Transport): HubConnection {
    if (transport === 'serverSentEvents') this.#stream = new EventStreamTransport(this.#http, () => this.#heard());
    const hub = new HubConnectionBuilder()
      // No withAutomaticReconnect: it gives up, and does not cover the first start. connection.ts owns the retrying.
      // Large frames in parts: of a message that is not whole yet nothing is heard, and a slow line would be taken for dead.
      // What is not there is watched all the same.
      .withUrl(`${this.url}?parts=1&absent=1${this.place}`, {
        accessTokenFactory: () => this.#http.token(),
        httpClient: this.#http,
        transport: transport === 'serverSentEvents' ? this.#stream! : transportTypes[transport],
        skipNegotiation: transport === 'webSockets',
        // The token is in a header; cookies would only ask more of a server of another origin.
        withCredentials: false,
      })
      // Every failure reaches the page through the status; SignalR's own console lines would say it twice.
      .configureLogging(LogLevel.None)
      .withHubProtocol(listening(() => this.#heard()))
      .withServerTimeout(serverTimeoutMs)
      .withKeepAliveInterval(keepAliveMs)
      .build();
    for (const [frame, handler] of this.#frames) hub.on(frame, handler);
    const parts = new FrameParts((frame, body) => this.#frames.get(frame)?.(body as never));
    hub.on('part', (part: FramePart) => parts.take(part));
    // Only of one that had opened.
    hub.onclose((error) => this.#closed(this.#http.failure ?? error));
    return hub;
  }

  #failureOf(error: unknown): RealtimeError {
    if (this.#http.failure) return this.#http.failure;
    if (error instanceof RealtimeError) return error;
    if (this.#http.hasAnswered) return new RealtimeError('connection', `No transport comes through to ${this.url}.`);
    return new RealtimeError('network', `Nothing answers at ${this.url} as the hub would.`);
  }
}

/**
 * Something before the hub's method answered: a proxy, or a guard of the server. A refusal of the request itself would come on the next link, too.
 */
function answeredElsewhere(status: number): RealtimeError {
  const isRefusal = status >= 400 && status < 500 && ![401, 404, 408, 429].includes(status);
  return new RealtimeError(isRefusal ? `http_${status}` : 'connection', `A call to the hub was answered with status ${status}.`, problemIn('', status));
}

/** SignalR keeps pings to itself, and a server that only pings is one that lives. */
function listening(heard: () => void): IHubProtocol {
  const json = new JsonHubProtocol();
  return {
    name: json.name,
    version: json.version,
    transferFormat: json.transferFormat,
    writeMessage: (message) => json.writeMessage(message),
    parseMessages: (input, logger) => {
      heard();
      // Text, as transferFormat says.
      return json.parseMessages(input as string, logger);
    },
  };
}
