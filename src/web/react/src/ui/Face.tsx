import type { CSSProperties, ReactNode } from 'react';
import { BellIcon } from './icons.js';

interface Props {
  /** Undefined: no person did it, a service did. */
  user: string | undefined;
  name: string;
  /** Degrees on the colour wheel. */
  hue?: number;
  /** Pixels. */
  size: number;
  status?: string;
}

/** Only what is seen of someone: whoever draws it says who it is. */
export function Face({ user, name, hue, size, status }: Props): ReactNode {
  const style = { '--_hue': hue, '--_face': `${size}px` } as CSSProperties;
  return (
    <span className={user === undefined ? 'ort-face ort-face-service' : 'ort-face'} style={style} data-user={user} data-status={status} aria-hidden="true">
      {user === undefined ? <BellIcon size={size * 0.55} /> : initialsOf(name)}
    </span>
  );
}

const initialsOf = (name: string): string =>
  name
    .trim()
    .split(/\s+/)
    .slice(0, 2)
    // "Robo (script)" is RS.
    .map((word) => (/[\p{L}\p{N}]/u.exec(word)?.[0] ?? [...word][0])?.toUpperCase() ?? '')
    .join('');
