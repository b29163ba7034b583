import { useState } from 'preact/hooks';
import { itemRef } from '../board/commands.js';
import { keyOfItem, withEntity } from '../preferences/edits.js';
import { NotifyMe } from '../preferences/NotifyMe.js';
import { usePreferences } from '../preferences/usePreferences.js';
import { WouldBeTold } from '../preferences/WouldBeTold.js';

interface Props {
  id: string;
  /** Changes when the answers may. */
  dependsOn: unknown;
  onPreferences: () => void;
}

/** What this card would send to whoever has it open, why, and the ways to change that. */
export function Reaching({ id, dependsOn, onPreferences }: Props) {
  const { preferences, change } = usePreferences();
  const [shown, setShown] = useState(false);
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
