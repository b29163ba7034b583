/**
 * One hub connection from its start to its end; it never starts again. The seam between this library's rules and
 * SignalR: tests put a fake here.
 */
export interface HubLink {
  /** Fails with a RealtimeError that says why, a refused token with the status 401. */
  start(): Promise<void>;
  /** What it came through by, once it is open; undefined where that is nobody's concern. */
  readonly transport?: Transport | undefined;
  stop(): Promise<void>;
  invoke<T>(method: string, ...args: unknown[]): Promise<T>;
  on(frame: string, handler: (body: never) => void): void;
  /** Anything at all came from the server, a ping too. */
  onHeard(handler: () => void): void;
  onClose(handler: (error?: Error) => void): void;
}

export type OpenLink = (accessToken: () => Promise<string>) => HubLink;

export type Transport = 'webSockets' | 'serverSentEvents' | 'longPolling';
