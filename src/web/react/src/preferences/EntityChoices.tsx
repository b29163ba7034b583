import type { Preferences } from '@orleansrealtime/client';
import { useContext, type ReactNode } from 'react';
import { UiContext } from '../ui/Ui.js';
import { withEntity, type EntityChoice } from './edits.js';
import type { ChangePreferences } from './usePreferences.js';

interface Props {
  preferences: Preferences;
  entityName: (entity: string) => string;
  onChange: ChangePreferences;
}

/** Those that are not treated as their kinds say; nothing where there are none. */
export function EntityChoices({ preferences: { entities }, entityName, onChange }: Props): ReactNode {
  const { texts } = useContext(UiContext);
  const chosen = Object.entries(entities);
  if (chosen.length === 0) return null;
  return (
    <>
      <h3>{texts.single}</h3>
      <ul className="ort-entities">
        {chosen.map(([entity, choice]) => (
          <li key={entity}>
            <span>{entityName(entity)}</span>
            <select
              data-testid={`entity-${entity}`}
              aria-label={entityName(entity)}
              value={choice}
              onChange={(event) => {
                const next = (event.currentTarget.value || undefined) as EntityChoice;
                onChange((before) => withEntity(before, entity, next));
              }}
            >
              <option value="">{texts.asKindsSay}</option>
              <option value="follow">{texts.everything}</option>
              <option value="mute">{texts.muted}</option>
            </select>
          </li>
        ))}
      </ul>
    </>
  );
}
