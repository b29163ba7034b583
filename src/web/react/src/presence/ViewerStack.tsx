import type { EntityRef } from '@orleansrealtime/client';
import type { ReactNode } from 'react';
import { Face } from '../ui/Face.js';
import { useUi, type UiProps } from '../ui/Ui.js';
import { useOtherViewers } from './useViewers.js';

export interface ViewerStackProps extends UiProps {
  entity: EntityRef;
  /** Pixels; usually 22. */
  size?: number;
  /** Of these, past which a number stands for the rest; usually 4. */
  most?: number;
}

/** As many as one reads in a sentence. */
const mostNamed = 5;

/** Who else looks at an entity, small. Nothing where nobody else does. */
export function ViewerStack({ entity, size = 22, most = 4, ...props }: ViewerStackProps): ReactNode {
  const { texts, nameOf, hueOf } = useUi(props);
  const { users, total } = useOtherViewers(entity);
  if (total <= 0) return null;
  const named = users.map(({ user, name, status }) => ({ user, status, name: name || nameOf(user) }));
  const shown = named.slice(0, total > most ? most - 1 : most);
  const said = named.slice(0, mostNamed).map(({ name, status }) => (status === 'away' ? texts.away(name) : name));
  const sentence = texts.viewers(said, total - said.length);
  return (
    <span className="ort ort-viewers" data-theme={props.theme} role="img" aria-label={sentence} title={sentence} data-testid="viewers">
      {shown.map(({ user, name, status }) => (
        <Face key={user} user={user} name={name} hue={hueOf(user)} size={size} status={status} />
      ))}
      {total > shown.length && <span className="ort-viewers-more">+{total - shown.length}</span>}
    </span>
  );
}
