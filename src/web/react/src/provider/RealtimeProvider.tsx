import type { ConnectOptions, RealtimeClient } from '@orleansrealtime/client';
import { useEffect, useState, type ReactNode } from 'react';
import { checkClient, checkConnect } from './checkProps.js';
import { ClientContext } from './ClientContext.js';
import { OwnedClient } from './OwnedClient.js';

/** Where to connect and as whom, or a client that the application made and closes itself. */
export type RealtimeProviderProps = { children?: ReactNode } & (
  | (ConnectOptions & { client?: undefined })
  | { client: RealtimeClient }
);

/**
 * Gives what is inside a client. With `url`, `workspace`, `user` and `token` it connects when it is mounted and closes
 * when it is not any more; another `url`, `workspace` or `user` is another connection. `token` may change with every
 * render; of the other options those of the first render of a connection count.
 * @throws TypeError when a prop is missing or is no such thing.
 */
export function RealtimeProvider(props: RealtimeProviderProps): ReactNode {
  const { children, client, ...options } = props;
  if (!client) return <Connected options={options as ConnectOptions}>{children}</Connected>;
  checkClient(client);
  return <ClientContext.Provider value={client}>{children}</ClientContext.Provider>;
}

function Connected({ options, children }: { options: ConnectOptions; children: ReactNode }): ReactNode {
  checkConnect(options);
  const [last, setOwn] = useState(() => new OwnedClient(options));
  let own = last;
  if (!own.isOf(options)) {
    own = new OwnedClient(options);
    setOwn(own);
  }
  useEffect(() => {
    own.token = options.token;
  }, [own, options.token]);
  useEffect(() => {
    if (!own.isClosed) return own.hold();
    // It was taken down for longer, and is back.
    setOwn(new OwnedClient(options));
    return undefined;
  }, [own]);
  return <ClientContext.Provider value={own.client}>{children}</ClientContext.Provider>;
}
