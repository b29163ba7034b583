import type { InboxFilter, InboxItem, Mark, MarkOptions, RealtimeError } from '@orleansrealtime/client';
import { useEffect, useId, useState, type ReactNode } from 'react';
import { GearIcon } from '../ui/icons.js';
import { Tabs } from '../ui/Tabs.js';
import { UiContext, useUi, type UiProps } from '../ui/Ui.js';
import { useFocusKept } from '../ui/useFocusKept.js';
import { useStillWhilePressed } from '../ui/useStillWhilePressed.js';
import { Row } from './Row.js';
import { useBadge } from './useBadge.js';
import { useInbox } from './useInbox.js';

export interface InboxProps extends UiProps {
  /** Somebody wants to see what an item is about; it is read by then. Left out, the browser follows the item's link. */
  onOpen?: (item: InboxItem) => void;
  /** Shows a button for preferences. */
  onPreferences?: () => void;
  /** False: it is kept up, so that it is there at once, and shows nothing. */
  isShown?: boolean;
  /** Stands where there is nothing at all, below what comes there: how to make something come, say. */
  empty?: ReactNode;
}

const tabs = ['all', 'unread', 'archived', 'snoozed'] as const satisfies readonly InboxFilter[];

type Tab = (typeof tabs)[number];

/** The user's notifications: which of them, what they say, and what one does with them. */
export function Inbox({ onOpen, onPreferences, isShown = true, empty, ...props }: InboxProps): ReactNode {
  const ui = useUi(props);
  const { texts } = ui;
  const id = useId();
  const [tab, setTab] = useState<Tab>('all');
  const [failure, setFailure] = useState<RealtimeError>();
  // What is archived or snoozed has a tab of its own.
  const inbox = useInbox(tab === 'all' ? {} : { filter: tab });
  const { items, hasOlder, error } = useStillWhilePressed(inbox);
  const unread = useBadge()?.unread ?? 0;
  const newest = items?.[0]?.seq;
  const showsNew = tab === 'all' || tab === 'unread';
  const hasUnseen = items?.some(({ seen }) => !seen) ?? false;
  const { mark } = inbox;
  const markOrSay = (what: Mark, options?: MarkOptions) => {
    setFailure(undefined);
    mark(what, options).catch(setFailure);
  };

  // Whoever has the list open sees what comes in, too. Once for each newest: a refusal makes them unseen again.
  useEffect(() => {
    if (isShown && showsNew && hasUnseen && newest !== undefined) void mark({ as: 'seen', upTo: newest });
  }, [isShown, showsNew, newest, mark]);

  const focus = useFocusKept<HTMLDivElement>(items);

  if (!isShown) return null;
  return (
    <UiContext.Provider value={ui}>
      <section className="ort ort-inbox" data-theme={props.theme} data-testid="bell-list" aria-label={texts.notifications}>
        <header className="ort-head">
          <h2>{texts.notifications}</h2>
          {showsNew && (
            <button
              type="button"
              className="ort-link"
              data-testid="mark-all-read"
              disabled={unread === 0 || newest === undefined}
              // Up to what this list shows: what comes in at this moment stays unread.
              onClick={() => markOrSay({ as: 'read', upTo: newest! })}
            >
              {texts.markAllRead}
            </button>
          )}
          {onPreferences && (
            <button type="button" className="ort-icon-button" data-testid="open-preferences" aria-label={texts.preferences} title={texts.preferences} onClick={onPreferences}>
              <GearIcon />
            </button>
          )}
        </header>
        <Tabs
          label={texts.whichNotifications}
          tabs={tabs.map((id) => ({ id, name: texts[id] }))}
          chosen={tab}
          idPrefix={id}
          panelId={`${id}-items`}
          onChoose={setTab}
        />
        {failure && (
          <p className="ort-failure" role="alert">
            {texts.refused(failure.message)}
          </p>
        )}
        <div className="ort-items" {...focus} id={`${id}-items`} role="tabpanel" aria-labelledby={`${id}-${tab}`} aria-busy={!items}>
          <ul>
            {items?.map((item) => (
              <Row key={item.seq} item={item} onMark={markOrSay} onOpen={onOpen} />
            ))}
          </ul>
          {items?.length === 0 && (
            <div className="ort-empty">
              <p>{texts.nothing[tab]}</p>
              {tab === 'all' && empty}
            </div>
          )}
          {!items && <p className="ort-empty">{error ? texts.unreadable : texts.loading}</p>}
          {hasOlder && (
            <button type="button" className="ort-link" data-testid="show-older" onClick={() => void inbox.loadOlder().catch(setFailure)}>
              {texts.showOlder}
            </button>
          )}
        </div>
      </section>
    </UiContext.Provider>
  );
}
