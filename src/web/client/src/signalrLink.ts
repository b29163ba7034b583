import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import type { HubLink, OpenLink, Transport } from './hubLink.js';

const transports: Record<Transport, HttpTransportType> = {
  webSockets: HttpTransportType.WebSockets,
  serverSentEvents: HttpTransportType.ServerSentEvents,
  longPolling: HttpTransportType.LongPolling,
};

export interface SignalROptions {
  url: string;
  /** Unset: SignalR negotiates the best that both sides have. */
  transport?: Transport;
  /** WebSockets only: one round trip less, and no sticky sessions needed. */
  skipNegotiation?: boolean;
}

export function signalrLink({ url, transport, skipNegotiation }: SignalROptions): OpenLink {
  return (accessTokenFactory): HubLink => {
    // No withAutomaticReconnect: it gives up, and does not cover the first start. connection.ts owns the retrying.
    const hub = new HubConnectionBuilder()
      .withUrl(url, {
        accessTokenFactory,
        ...(transport && { transport: transports[transport] }),
        ...(skipNegotiation && { skipNegotiation, transport: HttpTransportType.WebSockets }),
      })
      // Every failure reaches the page through the status; SignalR's own console lines would say it twice.
      .configureLogging(LogLevel.None)
      .build();
    return {
      start: () => hub.start(),
      stop: () => hub.stop(),
      invoke: (method, ...args) => hub.invoke(method, ...args),
      on: (frame, handler) => hub.on(frame, handler),
      onClose: (handler) => hub.onclose(handler),
    };
  };
}
