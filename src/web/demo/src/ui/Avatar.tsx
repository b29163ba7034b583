import { personOf } from '../session/people.js';

export function Avatar({ user, size = 22, decorative = false }: { user: string; size?: number; decorative?: boolean }) {
  const { name, hue } = personOf(user);
  const initials = name.split(/\s+/).slice(0, 2).map((word) => word[0]!.toUpperCase()).join('');
  return (
    <span
      class="avatar"
      style={{ '--hue': hue, '--size': `${size}px` }}
      {...(decorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name, title: name })}
    >
      {initials}
    </span>
  );
}
