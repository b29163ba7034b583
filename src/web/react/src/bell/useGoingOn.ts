import { useEffect, useRef, type RefObject } from 'react';

interface Ways {
  /** Somebody pressed or put the focus elsewhere: the focus is theirs. */
  onLeft: () => void;
  /** Somebody went back or on in the history, or pressed Escape: the focus is to be given back. */
  onEnded: () => void;
}

/** Tells when somebody is done with what is open, whatever has the focus. */
export function useGoingOn(element: RefObject<HTMLElement | null>, isOpen: boolean, ways: Ways): void {
  const latest = useRef(ways);
  latest.current = ways;
  useEffect(() => {
    if (!isOpen) return;
    const onElsewhere = (event: Event) => {
      if (!element.current!.contains(event.target as Node)) latest.current.onLeft();
    };
    const onEnded = () => latest.current.onEnded();
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) onEnded();
    };
    const listeners = { pointerdown: onElsewhere, focusin: onElsewhere, popstate: onEnded, hashchange: onEnded, keydown: onKeyDown as EventListener };
    for (const [type, listener] of Object.entries(listeners)) addEventListener(type, listener);
    return () => {
      for (const [type, listener] of Object.entries(listeners)) removeEventListener(type, listener);
    };
  }, [isOpen]);
}
