import type { EntityRef, Viewer } from '@orleansrealtime/client';
import { personOf } from '../session/people.js';
import { Face } from '../ui/Face.js';
import { useOtherViewers } from './useOtherViewers.js';

interface Props {
  entity: EntityRef;
  /** Pixels. */
  size: number;
  /** Of these, past which a number stands for the rest. */
  most: number;
  testId: string;
}

/** Those who look at a card, small. Nothing where nobody else does. */
export function ViewerStack({ entity, size, most, testId }: Props) {
  const { users, total } = useOtherViewers(entity);
  if (total <= 0) return null;
  const shown = users.slice(0, total > most ? most - 1 : most);
  const sentence = sentenceOf(users, total);
  return (
    <span class="viewers" role="img" aria-label={sentence} title={sentence} data-testid={testId}>
      {shown.map(({ user, status }) => (
        <Face key={user} user={user} size={size} status={status} testId={`viewer-${user}`} />
      ))}
      {total > shown.length && <span class="viewers-more">+{total - shown.length}</span>}
    </span>
  );
}

function sentenceOf(users: readonly Viewer[], total: number): string {
  const names = users.slice(0, 5).map(({ user, name, status }) => `${name || personOf(user).name}${status === 'away' ? ' (away)' : ''}`);
  const more = total - names.length;
  return `Also looking at this: ${[...names, ...(more > 0 ? [`${more} more`] : [])].join(', ')}`;
}
