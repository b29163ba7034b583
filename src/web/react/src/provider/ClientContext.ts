import type { RealtimeClient } from '@orleansrealtime/client';
import { createContext, useContext } from 'react';

export const ClientContext = createContext<RealtimeClient | undefined>(undefined);

/**
 * The client of the provider around this component. It may be called at once, also before it is connected; it is another
 * one when the provider's user or workspace is.
 * @throws Error outside of a `<RealtimeProvider>`.
 */
export function useClient(): RealtimeClient {
  const client = useContext(ClientContext);
  if (!client) throw new Error('There is no <RealtimeProvider> around this component: put one around the part of the app that uses OrleansRealtime.');
  return client;
}
