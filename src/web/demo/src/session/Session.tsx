import { connect, showUnread, type RealtimeClient } from '@orleansrealtime/client';
import { RealtimeProvider } from '@orleansrealtime/react';
import { createContext, type ComponentChildren } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { devToken, NotDevelopment, workspace } from './devToken.js';
import { chosenTransport } from './identity.js';
import type { Person } from './people.js';

interface SessionValue {
  client: RealtimeClient;
  user: Person;
}

const SessionContext = createContext<SessionValue | undefined>(undefined);

/** One person's connection, for as long as this tab is that person. */
export function Session({ user, onNotDevelopment, children }: { user: Person; onNotDevelopment: () => void; children: ComponentChildren }) {
  const [session, setSession] = useState<SessionValue>();
  useEffect(() => {
    const own = connect({
      // Where this page is, whatever prefix a proxy put before it.
      url: new URL('.', location.href).href,
      workspace,
      user: user.id,
      transport: chosenTransport(),
      token: async () => {
        try {
          return await devToken(user);
        } catch (error) {
          if (error instanceof NotDevelopment) onNotDevelopment();
          throw error;
        }
      },
    });
    setSession({ client: own, user });
    const stopShowing = showUnread(own);
    // A tab that is closed now would take unsaved edits along.
    const beforeUnload = (event: BeforeUnloadEvent) => {
      if (own.mutations.some(({ status }) => status === 'pending')) event.preventDefault();
    };
    addEventListener('beforeunload', beforeUnload);
    return () => {
      removeEventListener('beforeunload', beforeUnload);
      stopShowing();
      void own.close();
    };
  }, [user]);
  if (!session) return null;
  return (
    <SessionContext.Provider value={session}>
      <RealtimeProvider client={session.client}>{children}</RealtimeProvider>
    </SessionContext.Provider>
  );
}

export function useSession(): SessionValue {
  const session = useContext(SessionContext);
  if (!session) throw new Error('outside of a session');
  return session;
}
