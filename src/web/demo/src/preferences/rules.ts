import type { Decision } from '@orleansrealtime/client';

/** The server's rules, said to the user whose preferences they are about. */
const rules: Record<string, string> = {
  protected: 'the administrator does not let this kind be silenced',
  mention: 'you let mentions through',
  entity_mute: 'you want nothing of this card',
  entity_follow: 'you want everything of this card',
  kind: 'your choice for this kind',
  type: 'your choice for this type',
  channels: 'your choice for everything else',
  workspace_kind: 'the workspace’s choice for this kind',
  workspace_type: 'the workspace’s choice for this type',
  workspace_channels: 'the workspace’s choice',
  default: 'nobody chose otherwise',
  inbox_off: 'what stays out of the inbox does not pop up',
  quiet_hours: 'it was within your quiet hours',
};

export const ruleText = (rule: string): string => rules[rule] ?? rule;

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
