import type { Explanation, PastExplanation } from '@orleansrealtime/client';
import { english, type Texts } from '../ui/texts.js';

/** What decided whether somebody is told: all that a sentence about it is made of. */
export interface Explained {
  /** It was decided when one came; otherwise it is what would be decided now. */
  past: boolean;
  told: boolean;
  /** What decided `told`: a name of the server's rules, of which a newer server may have more. */
  rule: string;
  /** Why it is for this user at all: `following`, `mentioned`, `assigned`, `recipient`, or what a newer server says. Absent where it is not. */
  reason?: string | undefined;
  /** Whether it pops up, and by which rule. Absent where it did not come to that. */
  popUp?: { on: boolean; rule: string };
  /** What the kind is called. */
  kind: string;
  /** What it is about: a title in quotes, or words such as "this card". */
  about: string;
}

/**
 * Why one is told, or not, as a sentence to the reader, from what the server decided.
 * @param about What it is about: a title in quotes, or words such as "this card".
 * @returns The server's own sentence where the texts know the rule or the reason not.
 */
export function explanationOf(answer: Explanation | PastExplanation, texts: Texts = english, about: string = texts.thisOne): string {
  const { kind, reason, decision } = answer;
  const explained: Explained = {
    past: 'notification' in answer,
    told: decision?.inbox ?? false,
    rule: decision?.inboxRule ?? ('rule' in answer ? answer.rule : ''),
    reason,
    ...(decision && { popUp: { on: decision.live, rule: decision.liveRule } }),
    // A kind may be called `constructor`.
    kind: new Map(Object.entries(texts.kinds)).get(kind) ?? kind,
    about,
  };
  return texts.explanation(explained) ?? answer.because;
}
