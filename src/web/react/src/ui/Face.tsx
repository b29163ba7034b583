import type { CSSProperties, ReactNode } from 'react';
import { BellIcon } from './icons.js';

interface Props {
  /** Undefined: no person did it, a service did. */
  user: string | undefined;
  name: string;
  /** Pixels. */
  size: number;
  status?: string;
}

/** Only what is seen of someone: whoever draws it says who it is. */
export function Face({ user, name, size, status }: Props): ReactNode {
  const style = { '--_hue': hueOf(user ?? ''), '--_face': `${size}px` } as CSSProperties;
  return (
    <span className={user === undefined ? 'ort-face ort-face-service' : 'ort-face'} style={style} data-user={user} data-status={status} aria-hidden="true">
      {user === undefined ? <BellIcon size={size * 0.55} /> : initialsOf(name)}
    </span>
  );
}

/** The same for a user on every page. */
function hueOf(user: string): number {
  let hash = 0;
  for (const character of user) hash = (hash * 31 + character.codePointAt(0)!) % 3_600;
  return hash % 360;
}

const initialsOf = (name: string): string =>
  name
    .trim()
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0]?.toUpperCase() ?? '')
    .join('');
