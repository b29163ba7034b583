import type { EntityRef, RealtimeClient } from '@orleansrealtime/client';
import { useStatus } from '@orleansrealtime/react';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useSession } from '../session/Session.js';
import { toastError } from '../ui/toasts.js';

export interface Following {
  /** As this tab wants it, which runs ahead of the server; undefined until it is known. */
  following: boolean | undefined;
  /** As the server has it. */
  confirmed: boolean | undefined;
  follow(follow: boolean): void;
}

/** Read again at each position of the card: whoever comments, or is assigned, follows from then on. */
export function useFollowing(entity: EntityRef, position: string | undefined): Following {
  const { client, user } = useSession();
  const [confirmed, setConfirmed] = useState<boolean>();
  const [wanted, setWanted] = useState<boolean>();
  /** How often it was set here: what was read before that is no longer so. */
  const settings = useRef(0);
  const live = useStatus().state === 'live';

  useEffect(() => {
    if (!live) return;
    let current = true;
    const before = settings.current;
    isFollower(client, entity, user.id)
      .then((yes) => current && before === settings.current && setConfirmed(yes))
      .catch(toastError('Whether you follow this could not be read.'));
    return () => void (current = false);
  }, [client, entity.id, position, live]);

  const follow = (follow: boolean) => {
    const setting = ++settings.current;
    setWanted(follow);
    (follow ? client.follow(entity, { keepFailed: false }) : client.unfollow(entity, { keepFailed: false }))
      .then(() => setConfirmed(follow))
      .catch(toastError(follow ? 'You do not follow this.' : 'You still follow this.'))
      .finally(() => setting === settings.current && setWanted(undefined));
  };
  return { following: wanted ?? confirmed, confirmed, follow };
}

/** Followers come in the order of their ids: the search ends where this one would stand. */
async function isFollower(client: RealtimeClient, entity: EntityRef, user: string): Promise<boolean> {
  for (let after: string | undefined; ; ) {
    const { followers, next } = await client.followers(entity, { after });
    if (followers.includes(user)) return true;
    if (!next || next >= user) return false;
    after = next;
  }
}
