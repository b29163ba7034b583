import { HttpTransportType, HubConnectionBuilder, JsonHubProtocol, LogLevel, type IHubProtocol } from '@microsoft/signalr';
import type { HubLink, OpenLink, Transport } from './hubLink.js';

const transports: Record<Transport, HttpTransportType> = {
  webSockets: HttpTransportType.WebSockets,
  serverSentEvents: HttpTransportType.ServerSentEvents,
  longPolling: HttpTransportType.LongPolling,
};

/** As the server has them: it pings every 15 s, and takes a client for gone after 30 s without a ping. */
const keepAliveMs = 15_000;
const serverTimeoutMs = 30_000;

export interface SignalROptions {
  url: string;
  /** Unset: SignalR negotiates the best that both sides have. */
  transport?: Transport;
  /** WebSockets only: one round trip less, and no sticky sessions needed. */
  skipNegotiation?: boolean;
}

export function signalrLink({ url, transport, skipNegotiation }: SignalROptions): OpenLink {
  return (accessTokenFactory): HubLink => {
    let heard = () => {};
    // No withAutomaticReconnect: it gives up, and does not cover the first start. connection.ts owns the retrying.
    const hub = new HubConnectionBuilder()
      .withUrl(url, {
        accessTokenFactory,
        ...(transport && { transport: transports[transport] }),
        ...(skipNegotiation && { skipNegotiation, transport: HttpTransportType.WebSockets }),
      })
      // Every failure reaches the page through the status; SignalR's own console lines would say it twice.
      .configureLogging(LogLevel.None)
      .withHubProtocol(listening(() => heard()))
      .withServerTimeout(serverTimeoutMs)
      .withKeepAliveInterval(keepAliveMs)
      .build();
    return {
      start: () => hub.start(),
      stop: () => hub.stop(),
      invoke: (method, ...args) => hub.invoke(method, ...args),
      on: (frame, handler) => hub.on(frame, handler),
      onHeard: (handler) => (heard = handler),
      onClose: (handler) => hub.onclose(handler),
    };
  };
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
