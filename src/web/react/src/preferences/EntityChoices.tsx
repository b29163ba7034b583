import type { Preferences } from '@orleansrealtime/client';
import { useContext, type ReactNode } from 'react';
import { UiContext } from '../ui/Ui.js';
import { withEntity, type EntityChoice } from './edits.js';
import type { ChangePreferences } from './usePreferences.js';

interface Props {
  preferences: Preferences;
  /** Also where nothing is chosen for them. */
  listed: readonly string[];
  entityName: (entity: string) => string;
  onChange: ChangePreferences;
}

/** Those that are not treated as their kinds say; nothing where there are none. */
export function EntityChoices({ preferences: { entities }, listed, entityName, onChange }: Props): ReactNode {
  const { texts } = useContext(UiContext);
  const all = [...new Set([...listed, ...Object.keys(entities)])];
  if (all.length === 0) return null;
  return (
    <>
      <h3>{texts.single}</h3>
      <ul className="ort-entities">
        {all.map((entity) => (
          <li key={entity}>
            <span>{entityName(entity)}</span>
            <select
              data-testid={`entity-${entity}`}
              aria-label={entityName(entity)}
              value={entities[entity] ?? ''}
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
