import { personOf } from '../session/people.js';

interface Props {
  /** Null: no person did it, a service did. */
  user: string | null;
  size?: number;
  decorative?: boolean;
}

export function Avatar({ user, size = 22, decorative = false }: Props) {
  const { name, initials, hue } = user === null ? { name: 'A service', initials: 'API', hue: undefined } : faceOf(user);
  return (
    <span
      class={user === null ? 'avatar avatar-service' : 'avatar'}
      style={{ '--hue': hue, '--size': `${size}px` }}
      {...(decorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name, title: name })}
    >
      {initials}
    </span>
  );
}

function faceOf(user: string): { name: string; initials: string; hue: number } {
  const { name, hue } = personOf(user);
  const words = name.split(/\s+/).slice(0, 2);
  return { name, initials: words.map((word) => word[0]!.toUpperCase()).join(''), hue };
}
