import { Preferences, usePreferences, type Texts } from '@orleansrealtime/react';
import { useEffect, useRef, useState } from 'preact/hooks';
import { itemRef } from '../board/commands.js';
import { itemOf } from '../board/item.js';
import { columns, type Layout } from '../board/layout.js';
import { useSession } from '../session/Session.js';
import { CloseIcon } from '../ui/icons.js';
import { keyOfItem } from './keyOfItem.js';
import { WouldBeTold } from './WouldBeTold.js';

const texts: Partial<Texts> = { single: 'Cards with a choice of their own' };

interface Props {
  layout: Layout;
  /** The card to begin with. */
  itemId: string | undefined;
  onClose: () => void;
}

export function PreferencesPanel({ layout, itemId, onClose }: Props) {
  const { preferences, isSaving } = usePreferences();
  const panel = useRef<HTMLDivElement>(null);
  const ids = columns.flatMap(({ id }) => layout[id].map((slot) => slot.id));
  const [chosen, setChosen] = useState(itemId ?? ids[0]);
  const titleOf = useTitles();

  useEffect(() => {
    const opener = document.activeElement as HTMLElement | null;
    panel.current!.focus({ preventScroll: true });
    return () => opener?.focus({ preventScroll: true });
  }, []);

  return (
    <div
      class="panel preferences"
      ref={panel}
      tabIndex={-1}
      role="dialog"
      aria-label="What reaches me"
      data-testid="preferences"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <header class="panel-head">
        <h2>What reaches me</h2>
        <span class="muted" role="status" data-testid="preferences-saving">
          {isSaving ? 'Saving…' : preferences && 'Saved'}
        </span>
        <button class="icon-button" data-testid="preferences-close" aria-label="Close" onClick={onClose}>
          <CloseIcon />
        </button>
      </header>
      <div class="panel-body">
        <h3 class="section-title">Would I get this?</h3>
        {chosen === undefined ? (
          <p class="muted">There is no card to ask about.</p>
        ) : (
          <>
            <label class="field">
              <span>Card</span>
              <select data-testid="told-item" value={chosen} onChange={(event) => setChosen(event.currentTarget.value)}>
                {[...new Set([...ids, chosen])].map((id) => (
                  <option key={id} value={id}>
                    #{id} {titleOf(id)}
                  </option>
                ))}
              </select>
            </label>
            <WouldBeTold entity={itemRef(chosen)} />
          </>
        )}
        <Preferences
          texts={texts}
          entities={chosen === undefined ? [] : [keyOfItem(chosen)]}
          entityName={(entity) => {
            const id = entity.slice(entity.indexOf('/') + 1);
            return `#${id} ${titleOf(id)}`;
          }}
          heading={false}
        />
      </div>
    </div>
  );
}

/** Of the cards that the board shows: they are watched, and known. */
function useTitles(): (id: string) => string {
  const { client } = useSession();
  return (id) => {
    const state = client.view(itemRef(id))?.state;
    return state ? itemOf(state).title : '';
  };
}
