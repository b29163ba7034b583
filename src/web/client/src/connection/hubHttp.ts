import { DefaultHttpClient, HttpClient, HttpError, NullLogger, type HttpRequest, type HttpResponse } from '@microsoft/signalr';
import { RealtimeError } from '../errors.js';
import { problemIn } from '../rest/problem.js';

/**
 * The hub's HTTP requests: the negotiation, and everything of a connection that is no WebSocket. Each carries the token of
 * its own moment: SignalR would show the first one for as long as the connection lives.
 */
export class HubHttp extends HttpClient {
  readonly #inner = new DefaultHttpClient(NullLogger.instance);
  #failure: RealtimeError | undefined;
  #hasAnswered = false;

  constructor(
    private readonly url: string,
    private readonly accessToken: () => Promise<string>,
    /** An answer came, also one that says nothing: a poll that nothing came to is a sign of life. */
    private readonly heard: () => void,
  ) {
    super();
  }

  /** The error of the last request that failed. When a start fails, SignalR's own error no longer has status and code. */
  get failure(): RealtimeError | undefined {
    return this.#failure;
  }

  /** Whether the hub is there: what fails from then on is the transport's fault. */
  get hasAnswered(): boolean {
    return this.#hasAnswered;
  }

  override async send(request: HttpRequest): Promise<HttpResponse> {
    const token = await this.token();
    try {
      const response = await this.#inner.send({ ...request, headers: { ...request.headers, Authorization: `Bearer ${token}` } });
      this.#hasAnswered = true;
      this.#failure = undefined;
      this.heard();
      return response;
    } catch (error) {
      this.#failure = this.#failureOf(error);
      throw error;
    }
  }

  override getCookieString(url: string): string {
    return this.#inner.getCookieString(url);
  }

  /** The token of this moment, for what is no request of this client: a WebSocket, an event stream. */
  async token(): Promise<string> {
    try {
      return await this.accessToken();
    } catch (error) {
      if (error instanceof RealtimeError) this.#failure = error;
      throw error;
    }
  }

  #failureOf(error: unknown): RealtimeError {
    if (!(error instanceof HttpError)) {
      return new RealtimeError('network', `Nothing answers at ${this.url}, or it does not let this page's origin in.`);
    }
    const status = error.statusCode;
    // SignalR appends the status to the body.
    const problem = problemIn(error.message.replace(/: Status code '\d+'$/, ''), status);
    const sentence = problem.detail ?? problem.title ?? (status === 404 ? `There is no hub at ${this.url}.` : `${this.url} answered ${status}.`);
    return new RealtimeError(problem.code, sentence, problem);
  }
}
