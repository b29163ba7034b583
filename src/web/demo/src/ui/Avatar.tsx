import { usePresence } from '@orleansrealtime/react';
import { presenceText } from '../presence/presenceText.js';
import { personOf } from '../session/people.js';
import { Face } from './Face.js';

interface Props {
  /** Null: no person did it, a service did. */
  user: string | null;
  size?: number;
  decorative?: boolean;
}

/** A person, with a dot that says whether they are there. */
export function Avatar({ user, size = 22, decorative = false }: Props) {
  const presence = usePresence(user);
  const name = user === null ? 'A service' : personOf(user).name;
  const label = presence ? `${name}, ${presenceText(presence, Date.now())}` : name;
  return (
    <span class="avatar-frame" {...(decorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label, title: label })}>
      <Face user={user} size={size} status={presence?.status} />
    </span>
  );
}
