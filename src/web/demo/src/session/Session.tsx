import { connect, showUnread, type Badge, type EntityRef, type EntityView, type RealtimeClient, type Status } from '@orleansrealtime/client';
import { createContext, type ComponentChildren } from 'preact';
import { useContext, useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { PreferencesStore } from '../preferences/PreferencesStore.js';
import { PresenceBook } from '../presence/PresenceBook.js';
import { toastError } from '../ui/toasts.js';
import { devToken, NotDevelopment, workspace } from './devToken.js';
import { chosenTransport } from './identity.js';
import { people, type Person } from './people.js';

interface SessionValue {
  client: RealtimeClient;
  user: Person;
  preferences: PreferencesStore;
  presences: PresenceBook;
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
    const preferences = new PreferencesStore(own, (what, error) => {
      toastError(what === 'save' ? 'Your preferences stay as they were.' : 'Your preferences could not be read.')(error);
    });
    const presences = new PresenceBook(own, people.map(({ id }) => id));
    setSession({ client: own, user, preferences, presences });
    const stopShowing = showUnread(own);
    own.onStatus(({ state }) => state === 'live' && presences.read());
    // A tab that is closed now would take unsaved edits along.
    const beforeUnload = (event: BeforeUnloadEvent) => {
      if (own.mutations.some(({ status }) => status === 'pending')) event.preventDefault();
    };
    addEventListener('beforeunload', beforeUnload);
    return () => {
      removeEventListener('beforeunload', beforeUnload);
      stopShowing();
      preferences.close();
      presences.close();
      void own.close();
    };
  }, [user]);
  return session ? <SessionContext.Provider value={session}>{children}</SessionContext.Provider> : null;
}

export function useSession(): SessionValue {
  const session = useContext(SessionContext);
  if (!session) throw new Error('outside of a session');
  return session;
}

export function useEntity({ type, id }: EntityRef): EntityView {
  const { client } = useSession();
  const [view, setView] = useState<EntityView>(() => client.view({ type, id }) ?? { status: 'loading', mutations: [], pending: 0 });
  useLayoutEffect(() => client.watch({ type, id }, setView), [client, type, id]);
  return view;
}

export function useStatus(): Status {
  const { client } = useSession();
  const [status, setStatus] = useState(client.status);
  useEffect(() => {
    setStatus(client.status);
    return client.onStatus(setStatus);
  }, [client]);
  return status;
}

export function useBadge(): Badge | undefined {
  const { client } = useSession();
  const [badge, setBadge] = useState(client.badge);
  useEffect(() => {
    setBadge(client.badge);
    return client.onBadge(setBadge);
  }, [client]);
  return badge;
}
