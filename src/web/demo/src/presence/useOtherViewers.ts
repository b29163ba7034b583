import type { EntityRef, Viewers } from '@orleansrealtime/client';
import { useOtherViewers as useOthers } from '@orleansrealtime/react';
import { useEffect } from 'preact/hooks';
import { useSession } from '../session/Session.js';

/** Who else looks at it. Whoever does is there: their dots need not wait to be asked for. */
export function useOtherViewers(entity: EntityRef): Viewers {
  const { presences } = useSession();
  const viewers = useOthers(entity);
  useEffect(() => presences.saw(viewers.users), [presences, viewers]);
  return viewers;
}
