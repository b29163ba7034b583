import type { ITransport } from '@microsoft/signalr';
import { EventLines } from './eventLines.js';
import type { HubHttp } from './hubHttp.js';

/**
 * Server-sent events over fetch. SignalR's own are a browser's EventSource: that cannot be closed before it has opened,
 * which behind a proxy that gathers it is never, says nothing of what comes before a message is whole, and has the token
 * in its URL.
 */
export class EventStreamTransport implements ITransport {
  onreceive: ITransport['onreceive'] = null;
  onclose: ITransport['onclose'] = null;
  readonly #abort = new AbortController();
  #url = '';

  /** @param heard Something came, if only a part of a message. */
  constructor(
    private readonly http: HubHttp,
    private readonly heard: () => void,
  ) {}

  async connect(url: string): Promise<void> {
    this.#url = url;
    const headers = { Accept: 'text/event-stream', Authorization: `Bearer ${await this.http.token()}` };
    const response = await fetch(url, { headers, cache: 'no-store', signal: this.#abort.signal });
    if (!response.ok || !response.body) throw new Error(`The event stream was answered ${response.status}.`);
    void this.#read(response.body);
  }

  async send(data: string | ArrayBuffer): Promise<void> {
    await this.http.post(this.#url, { content: data });
  }

  async stop(): Promise<void> {
    this.#abort.abort();
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const messages = new EventLines((data) => this.onreceive?.(data));
    const reader = body.getReader();
    const decoder = new TextDecoder();
    let failure: unknown;
    try {
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        this.heard();
        messages.take(decoder.decode(part.value, { stream: true }));
      }
    } catch (error) {
      failure = error;
      this.#abort.abort();
    }
    this.onclose?.(failure instanceof Error && failure.name !== 'AbortError' ? failure : undefined);
  }
}
