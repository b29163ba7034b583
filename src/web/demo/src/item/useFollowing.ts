import type { EntityRef, RealtimeClient } from '@orleansrealtime/client';
import { useEffect, useState } from 'preact/hooks';
import { useSession, useStatus } from '../session/Session.js';
import { toastError } from '../ui/toasts.js';

/** Undefined until it is known. */
export function useFollowing(entity: EntityRef): [boolean | undefined, (follow: boolean) => void] {
  const { client, user } = useSession();
  const [following, setFollowing] = useState<boolean>();
  const live = useStatus().state === 'live';

  useEffect(() => {
    if (!live) return;
    let current = true;
    isFollower(client, entity, user.id)
      .then((yes) => current && setFollowing(yes))
      .catch(toastError('Whether you follow this could not be read.'));
    return () => void (current = false);
  }, [client, entity.id, live]);

  const set = (follow: boolean) => {
    setFollowing(follow);
    (follow ? client.follow(entity, { keepFailed: false }) : client.unfollow(entity, { keepFailed: false })).catch((error: unknown) => {
      setFollowing(!follow);
      toastError(follow ? 'You do not follow this.' : 'You still follow this.')(error);
    });
  };
  return [following, set];
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
