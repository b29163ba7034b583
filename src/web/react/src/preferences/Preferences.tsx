import { useContext, type ReactNode } from 'react';
import { BackIcon } from '../ui/icons.js';
import { UiContext, useUi, type UiProps } from '../ui/Ui.js';
import { EntityChoices } from './EntityChoices.js';
import { KindTable } from './KindTable.js';
import { QuietHoursFields } from './QuietHoursFields.js';
import { usePreferences } from './usePreferences.js';

/** A kind of notification, and what it is called. */
export interface KindName {
  kind: string;
  name: string;
}

export interface PreferencesProps extends UiProps {
  /** The kinds to choose by, the application's own among them. Left out: changes, comments, mentions and assignments. */
  kinds?: readonly KindName[];
  /** Entities, as `type/id`, that can be chosen for though nothing was chosen for them yet. */
  entities?: readonly string[];
  /** What an entity, as `type/id`, reads as where it was chosen for alone; itself when it is left out. */
  entityName?: (entity: string) => string;
  /** Shows a button that goes back. */
  onBack?: () => void;
  /** False: no heading, where the application has one. */
  heading?: boolean;
}

/** What the user wants to be told of. Each edit is saved as it is made. */
export function Preferences({ kinds, entities, entityName = (entity) => entity, onBack, heading = true, ...props }: PreferencesProps): ReactNode {
  const ui = useUi(props);
  const { texts } = ui;
  const { preferences, isSaving, error, change } = usePreferences();
  const named = kinds ?? Object.entries(texts.kinds).map(([kind, name]) => ({ kind, name }));
  return (
    <UiContext.Provider value={ui}>
      <section className="ort ort-preferences" data-theme={props.theme} data-testid="preferences-form" aria-label={texts.preferences}>
        {heading && (
          <header className="ort-head">
            {onBack && (
              <button type="button" className="ort-icon-button" data-testid="preferences-back" aria-label={texts.back} title={texts.back} onClick={onBack}>
                <BackIcon />
              </button>
            )}
            <h2>{texts.preferences}</h2>
            <span className="ort-muted" role="status">
              {isSaving && texts.saving}
            </span>
          </header>
        )}
        {error && (
          <p className="ort-failure" role="alert">
            {texts.refused(error.message)}
          </p>
        )}
        <div className="ort-preferences-body" aria-busy={!preferences}>
          {preferences ? (
            <>
              <KindTable kinds={named} preferences={preferences} onChange={change} />
              <EntityChoices preferences={preferences} listed={entities ?? []} entityName={entityName} onChange={change} />
              <QuietHoursFields preferences={preferences} onChange={change} />
            </>
          ) : (
            !error && <Loading />
          )}
        </div>
      </section>
    </UiContext.Provider>
  );
}

const Loading = (): ReactNode => <p className="ort-muted">{useContext(UiContext).texts.loading}</p>;
