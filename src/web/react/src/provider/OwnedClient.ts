import { RealtimeClient, type ConnectOptions, type TokenProvider } from '@orleansrealtime/client';

/**
 * A provider's own client. React may take a part of the page down and put it up again at once, as StrictMode does: what
 * is held again by then is not closed.
 */
export class OwnedClient {
  readonly client: RealtimeClient;
  /** The application's latest: a callback that is made anew with each render needs no new client. */
  token: TokenProvider;
  #isStarted = false;
  #isHeld = false;
  #isClosed = false;

  constructor(private readonly options: ConnectOptions) {
    this.token = options.token;
    const token = () => (typeof this.token === 'function' ? this.token() : this.token);
    this.client = new RealtimeClient({ ...options, token });
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Of another server, workspace or user is another client. */
  isOf({ url, workspace, user }: ConnectOptions): boolean {
    const { options } = this;
    return url === options.url && workspace === options.workspace && user === options.user;
  }

  /** Connects, and stays connected until what it returns is called. */
  hold(): () => void {
    this.#isHeld = true;
    if (!this.#isStarted) this.client.start();
    this.#isStarted = true;
    return () => {
      this.#isHeld = false;
      queueMicrotask(() => {
        if (!this.#isHeld) this.#close();
      });
    };
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    void this.client.close();
  }
}
