import type { EntityRef, Explanation, RealtimeError, WouldQuery } from '@orleansrealtime/client';
import { usePreferences, useStatus } from '@orleansrealtime/react';
import { useEffect, useState } from 'preact/hooks';
import { useSession } from '../session/Session.js';

/** What may happen to a card, and the reason that it would come for: of the first two the server knows it. */
export const happenings: readonly { id: string; name: string; query: Pick<WouldQuery, 'kind' | 'reason'> }[] = [
  { id: 'changed', name: 'Someone changes it', query: { kind: 'changed' } },
  { id: 'commented', name: 'Someone comments on it', query: { kind: 'commented' } },
  { id: 'mentioned', name: 'Someone mentions you there', query: { kind: 'mentioned', reason: 'mentioned' } },
  { id: 'assigned', name: 'Someone assigns it to you', query: { kind: 'assigned', reason: 'assigned' } },
];

export type Answers = Record<string, Explanation | RealtimeError>;

/** Quiet hours begin and end by the minute. */
const everyMs = 60_000;

/** What the server would decide now; asked again after every save, every change of `dependsOn`, and with time. */
export function useWouldBeTold({ type, id }: EntityRef, dependsOn: unknown): Answers {
  const { client } = useSession();
  const { saved } = usePreferences();
  const live = useStatus().state === 'live';
  const [minute, setMinute] = useState(0);
  const [answers, setAnswers] = useState<Answers>({});

  useEffect(() => {
    const timer = setInterval(() => setMinute((count) => count + 1), everyMs);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => setAnswers({}), [type, id]);
  useEffect(() => {
    if (!live) return;
    let current = true;
    const asked = happenings.map(async ({ id: happening, query }) => {
      const answer = await client.explain({ ...query, entity: { type, id } }).catch((error: RealtimeError) => error);
      return [happening, answer] as const;
    });
    void Promise.all(asked).then((all) => current && setAnswers(Object.fromEntries(all)));
    return () => void (current = false);
  }, [client, type, id, saved, live, minute, dependsOn]);
  return answers;
}
