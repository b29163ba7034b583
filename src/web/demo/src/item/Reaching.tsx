import { usePreferences, withEntity } from '@orleansrealtime/react';
import { useEffect, useState } from 'preact/hooks';
import { itemRef } from '../board/commands.js';
import { keyOfItem } from '../preferences/keyOfItem.js';
import { NotifyMe } from '../preferences/NotifyMe.js';
import { WouldBeTold } from '../preferences/WouldBeTold.js';
import { toastError } from '../ui/toasts.js';

interface Props {
  id: string;
  /** Changes when the answers may. */
  dependsOn: unknown;
  onPreferences: () => void;
}

/** What this card would send to whoever has it open, why, and the ways to change that. */
export function Reaching({ id, dependsOn, onPreferences }: Props) {
  const { preferences, error, change } = usePreferences();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (error) toastError('Your preferences could not be read or saved.')(error);
  }, [error]);
  return (
    <>
      <dt>Notify me</dt>
      <dd>
        <span class="picker">
          <NotifyMe
            label="Notify me of this card"
            testId="notify-me"
            value={preferences?.entities[keyOfItem(id)]}
            onChange={(choice) => change((before) => withEntity(before, keyOfItem(id), choice))}
          />
        </span>
        <button class="link" data-testid="told-toggle" aria-expanded={shown} onClick={() => setShown(!shown)}>
          Would I get it?
        </button>
      </dd>
      {shown && (
        <dd class="facts-wide">
          <WouldBeTold entity={itemRef(id)} dependsOn={dependsOn} />
          <button class="link" data-testid="panel-preferences" onClick={onPreferences}>
            Change what reaches me
          </button>
        </dd>
      )}
    </>
  );
}
