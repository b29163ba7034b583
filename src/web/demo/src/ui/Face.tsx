import type { UserPresence } from '@orleansrealtime/client';
import { personOf } from '../session/people.js';

interface Props {
  user: string | null;
  /** Pixels. */
  size: number;
  status?: UserPresence['status'];
  testId?: string;
}

/** Only what is seen of someone: whoever draws it says who it is. */
export function Face({ user, size, status, testId }: Props) {
  const { initials, hue } = user === null ? { initials: 'API', hue: undefined } : faceOf(user);
  return (
    <span
      class={user === null ? 'avatar avatar-service' : 'avatar'}
      style={{ '--hue': hue, '--size': `${size}px` }}
      data-status={status}
      data-user={user ?? undefined}
      data-testid={testId}
    >
      {initials}
    </span>
  );
}

function faceOf(user: string): { initials: string; hue: number } {
  const { name, hue } = personOf(user);
  const words = name.split(/\s+/).slice(0, 2);
  return { hue, initials: words.map((word) => (/[\p{L}\p{N}]/u.exec(word)?.[0] ?? word[0]!).toUpperCase()).join('') };
}
