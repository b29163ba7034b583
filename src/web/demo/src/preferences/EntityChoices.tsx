import type { Preferences } from '@orleansrealtime/client';
import { keyOfItem, withEntity } from './edits.js';
import { NotifyMe } from './NotifyMe.js';
import type { ChangePreferences } from './usePreferences.js';

interface Props {
  preferences: Preferences;
  /** The card that is asked about: it can be chosen for here, too. */
  itemId: string | undefined;
  titleOf: (id: string) => string;
  onChange: ChangePreferences;
}

/** The cards that are not treated as their kinds say. */
export function EntityChoices({ preferences: { entities }, itemId, titleOf, onChange }: Props) {
  const asked = itemId === undefined ? [] : [keyOfItem(itemId)];
  return (
    <>
      <h3 class="section-title">Single cards</h3>
      <ul class="entities">
        {[...new Set([...asked, ...Object.keys(entities)])].map((entity) => {
          const id = entity.slice(entity.indexOf('/') + 1);
          return (
            <li key={entity}>
              <span>
                <span class="item-number">#{id}</span> {titleOf(id)}
              </span>
              <NotifyMe
                label={`Of #${id} ${titleOf(id)}`}
                testId={`entity-${id}`}
                value={entities[entity]}
                onChange={(choice) => onChange((before) => withEntity(before, entity, choice))}
              />
            </li>
          );
        })}
      </ul>
    </>
  );
}
