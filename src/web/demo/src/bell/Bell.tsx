import { useEffect, useRef, useState } from 'preact/hooks';
import { useBadge } from '../session/Session.js';
import { BellIcon } from '../ui/icons.js';
import { InboxPanel } from './InboxPanel.js';
import { PopUps } from './PopUps.js';

interface Props {
  onOpenItem: (id: string) => void;
  onPreferences: () => void;
}

export function Bell({ onOpenItem, onPreferences }: Props) {
  const [open, setOpen] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);
  const badge = useBadge();
  const unread = badge?.unread ?? 0;
  const element = useRef<HTMLDivElement>(null);
  useOutsideClick(element, open, () => setOpen(false));
  const leaving =
    <T extends unknown[]>(go: (...args: T) => void) =>
    (...args: T) => {
      setOpen(false);
      go(...args);
    };

  return (
    <div
      class="bell"
      ref={element}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        setOpen(false);
        element.current!.querySelector('button')!.focus();
      }}
    >
      <button
        class="icon-button bell-button"
        data-testid="bell"
        aria-label={unread === 1 ? '1 unread notification' : `${unread} unread notifications`}
        aria-expanded={open}
        onClick={() => {
          setOpen(!open);
          setWasOpened(true);
        }}
      >
        <BellIcon />
        {unread > 0 && (
          <span class="bell-count" data-testid="bell-count" key={badge?.lastSeq}>
            {unread > 99 ? '99+' : unread}
          </span>
        )}
      </button>
      {/* Kept mounted: the list stays current while it is closed, and opens at once. */}
      {wasOpened && (
        <InboxPanel open={open} unread={unread} onOpenItem={leaving(onOpenItem)} onPreferences={leaving(onPreferences)} />
      )}
      {!open && <PopUps onOpenItem={onOpenItem} />}
    </div>
  );
}

function useOutsideClick(element: { current: HTMLElement | null }, active: boolean, callback: () => void): void {
  useEffect(() => {
    if (!active) return;
    const onPointerDown = (event: PointerEvent) => {
      if (!element.current!.contains(event.target as Node)) callback();
    };
    addEventListener('pointerdown', onPointerDown);
    return () => removeEventListener('pointerdown', onPointerDown);
  }, [active]);
}
