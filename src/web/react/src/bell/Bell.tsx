import type { InboxItem } from '@orleansrealtime/client';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Inbox } from '../inbox/Inbox.js';
import { useBadge } from '../inbox/useBadge.js';
import { Preferences, type KindName } from '../preferences/Preferences.js';
import { BellIcon } from '../ui/icons.js';
import { UiContext, useUi, type UiProps } from '../ui/Ui.js';
import { Arrivals } from './Arrivals.js';
import { keepFocusIn } from './keepFocusIn.js';
import { useGoingOn } from './useGoingOn.js';
import { useWithinWindow } from './useWithinWindow.js';

export interface BellProps extends UiProps {
  /** Somebody wants to see what an item is about; it is read by then. Left out, the browser follows the item's link. */
  onOpen?: (item: InboxItem) => void;
  /** Which edge of the bell the inbox keeps to, as one reads, where the window leaves it room. Usually `end`, for a bell at the end of a header. */
  align?: 'start' | 'end';
  /** False: no button for preferences. */
  preferences?: boolean;
  /** Somebody wants to see preferences. Left out, they take the place of the inbox. */
  onPreferences?: () => void;
  /** It was opened or closed. */
  onToggle?: (isOpen: boolean) => void;
  /** The kinds that preferences list, see `<Preferences>`. */
  kinds?: readonly KindName[];
  /** What an entity, as `type/id`, reads as in preferences, see `<Preferences>`. */
  entityName?: (entity: string) => string;
  /** Stands in an inbox that is empty, below what comes there: how to make something come, say. */
  empty?: ReactNode;
}

/** A button with the unread count, which opens the inbox. */
export function Bell({ onOpen, align = 'end', preferences = true, onPreferences, onToggle, kinds, entityName, empty, ...props }: BellProps): ReactNode {
  const ui = useUi(props);
  const [isOpen, setOpen] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);
  const [isPreferring, setPreferring] = useState(false);
  const badge = useBadge();
  const unread = badge?.unread ?? 0;
  const element = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const popOver = useRef<HTMLDivElement>(null);
  useWithinWindow(popOver, isOpen);
  // Where the keyboard goes on from, also when what had the focus is gone.
  useEffect(() => {
    if (isOpen) popOver.current!.focus({ preventScroll: true });
  }, [isOpen, isPreferring]);

  const toggle = (open: boolean) => {
    setOpen(open);
    onToggle?.(open);
  };
  const close = () => {
    toggle(false);
    button.current!.focus();
  };
  useGoingOn(element, isOpen, { onLeft: () => toggle(false), onEnded: close });
  const leaving =
    <T extends unknown[]>(go: (...args: T) => void) =>
    (...args: T) => {
      close();
      go(...args);
    };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (!isOpen) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      close();
    } else if (popOver.current!.contains(document.activeElement)) {
      keepFocusIn(popOver.current!, event);
    }
  };

  return (
    <UiContext.Provider value={ui}>
      <div className="ort ort-bell" ref={element} data-theme={props.theme} onKeyDown={onKeyDown}>
        <button
          type="button"
          className="ort-icon-button ort-bell-button"
          ref={button}
          data-testid="bell"
          aria-label={ui.texts.bell(unread)}
          aria-haspopup="dialog"
          aria-expanded={isOpen}
          onClick={() => {
            setPreferring(false);
            toggle(!isOpen);
            setWasOpened(true);
          }}
        >
          <BellIcon />
          {unread > 0 && (
            <span className="ort-bell-count" data-testid="bell-count" key={badge?.lastSeq} aria-hidden="true">
              {unread > 99 ? '99+' : unread}
            </span>
          )}
        </button>
        <Arrivals />
        {/* It stays there when it is closed: the list stays current, and opens at once. */}
        {wasOpened && (
          <div
            className="ort-pop-over"
            ref={popOver}
            role="dialog"
            aria-modal="true"
            aria-label={isPreferring ? ui.texts.preferences : ui.texts.notifications}
            data-align={align}
            data-testid="pop-over"
            tabIndex={-1}
            hidden={!isOpen}
          >
            {isPreferring ? (
              <Preferences {...(kinds && { kinds })} {...(entityName && { entityName })} onBack={() => setPreferring(false)} />
            ) : (
              <Inbox
                isShown={isOpen}
                empty={empty}
                {...(preferences && { onPreferences: onPreferences ? leaving(onPreferences) : () => setPreferring(true) })}
                {...(onOpen && { onOpen: leaving(onOpen) })}
              />
            )}
          </div>
        )}
      </div>
    </UiContext.Provider>
  );
}
