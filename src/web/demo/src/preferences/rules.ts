import type { Decision } from '@orleansrealtime/client';

export type Verdict = 'everything' | 'inbox' | 'nothing';

/** Without a decision it did not come as far as the preferences: nobody tells this user. */
export function verdictOf(decision: Decision | undefined): Verdict {
  if (!decision?.inbox) return 'nothing';
  return decision.live ? 'everything' : 'inbox';
}

export const verdictText: Record<Verdict, string> = {
  everything: 'Inbox and pop-up',
  inbox: 'Inbox only',
  nothing: 'Nothing',
};
