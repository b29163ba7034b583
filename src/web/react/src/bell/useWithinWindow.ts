import { useEffect, type RefObject } from 'react';

/** So much of the window's edge stays free. */
const margin = 8;

/** Moves what pops over sideways, as far as it would stand out of the window: the bell may be anywhere in a header. */
export function useWithinWindow(popOver: RefObject<HTMLElement | null>, isOpen: boolean): void {
  useEffect(() => {
    if (!isOpen) return;
    const place = () => {
      const { style } = popOver.current!;
      style.translate = '';
      const { left, right } = popOver.current!.getBoundingClientRect();
      // The beginning counts more than the end, where both do not fit.
      const shift = left < margin ? margin - left : Math.max(Math.min(window.innerWidth - margin - right, 0), margin - left);
      if (shift !== 0) style.translate = `${shift}px`;
    };
    place();
    window.addEventListener('resize', place);
    return () => window.removeEventListener('resize', place);
  }, [popOver, isOpen]);
}
