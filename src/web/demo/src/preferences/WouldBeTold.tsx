import { RealtimeError, type EntityRef, type Explanation } from '@orleansrealtime/client';
import { english, explanationOf } from '@orleansrealtime/react';
import { CheckIcon, CloseIcon } from '../ui/icons.js';
import { verdictOf, verdictText } from './rules.js';
import { happenings, useWouldBeTold } from './useWouldBeTold.js';

interface Props {
  entity: EntityRef;
  /** Changes when the answer may: whether one follows, say. */
  dependsOn?: unknown;
}

/** "Would I get this?", answered by the server for each thing that may happen to a card. */
export function WouldBeTold({ entity, dependsOn }: Props) {
  const answers = useWouldBeTold(entity, dependsOn);
  return (
    <ul class="told" data-testid="would-be-told" aria-live="polite">
      {happenings.map(({ id, name }) => (
        <li key={id}>
          <span>{name}</span>
          <Answer id={id} answer={answers[id]} />
        </li>
      ))}
    </ul>
  );
}

function Answer({ id, answer }: { id: string; answer: Explanation | RealtimeError | undefined }) {
  if (!answer) return <span class="muted">…</span>;
  if (answer instanceof RealtimeError) return <span class="told-because">Not known now. {answer.message}</span>;
  const { decision } = answer;
  const verdict = verdictOf(decision);
  const rule = (verdict === 'inbox' ? decision?.liveRule : decision?.inboxRule) ?? answer.rule;
  return (
    <>
      <span class="verdict" data-testid={`told-${id}`} data-verdict={verdict} data-rule={rule}>
        {verdict === 'nothing' ? <CloseIcon /> : <CheckIcon />} {verdictText[verdict]}
      </span>
      <span class="told-because">{explanationOf(answer, english, 'this card')}</span>
    </>
  );
}
