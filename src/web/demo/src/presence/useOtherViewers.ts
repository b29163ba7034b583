import type { EntityRef, Viewers } from '@orleansrealtime/client';
import { useEffect, useState } from 'preact/hooks';
import { useSession } from '../session/Session.js';

/** Who else looks at it. */
export function useOtherViewers({ type, id }: EntityRef): Viewers {
  const { client, user, presences } = useSession();
  const [viewers, setViewers] = useState(() => client.viewers({ type, id }));
  useEffect(
    () =>
      client.watchViewers({ type, id }, (viewers) => {
        setViewers(viewers);
        presences.saw(viewers.users);
      }),
    [client, type, id],
  );
  const users = viewers.users.filter((viewer) => viewer.user !== user.id);
  return { users, total: viewers.total - (viewers.users.length - users.length) };
}
