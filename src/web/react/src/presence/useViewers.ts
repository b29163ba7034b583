import type { EntityRef, Viewers } from '@orleansrealtime/client';
import { useMemo } from 'react';
import { useClient } from '../provider/ClientContext.js';
import { Source, useSource } from '../ui/Source.js';
import { PresenceBook } from './PresenceBook.js';

const nobody: Viewers = { total: 0, users: [] };

/** Who looks at an entity, this user among them: whoever has it as focus, see `useOwnPresence`. */
export function useViewers({ type, id }: EntityRef): Viewers {
  const client = useClient();
  const source = useMemo(() => {
    const ref = { type, id };
    return new Source(client.viewers(ref), (tell) =>
      client.watchViewers(ref, (viewers) => {
        PresenceBook.of(client).saw(viewers.users);
        tell(viewers);
      }),
    );
  }, [client, type, id]);
  return useSource(source, nobody);
}

/** The same without this user. */
export function useOtherViewers(entity: EntityRef): Viewers {
  const { user: own } = useClient();
  const viewers = useViewers(entity);
  return useMemo(() => {
    const users = viewers.users.filter(({ user }) => user !== own);
    return { users, total: viewers.total - (viewers.users.length - users.length) };
  }, [viewers, own]);
}
