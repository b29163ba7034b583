import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface Place {
  x: number;
  y: number;
}

const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');

/** Cards that another tab has moved glide from where they were, so that the eye can follow. */
export function useGlide(board: RefObject<HTMLElement | null>, paused: boolean): void {
  const places = useRef(new Map<string, Place>());
  useLayoutEffect(() => {
    const element = board.current!;
    const before = places.current;
    places.current = new Map();
    for (const card of element.querySelectorAll<HTMLElement>('[data-card]')) {
      const { left, top } = card.getBoundingClientRect();
      // In the board's own coordinates: scrolling is no move.
      const place = { x: left + element.scrollLeft, y: top + (card.closest('[data-column]')?.scrollTop ?? 0) };
      const old = before.get(card.dataset.card!);
      places.current.set(card.dataset.card!, place);
      if (!old || paused || reducedMotion.matches) continue;
      const [dx, dy] = [old.x - place.x, old.y - place.y];
      if (Math.abs(dx) + Math.abs(dy) < 2) continue;
      card.animate([{ transform: `translate(${dx}px, ${dy}px)` }, { transform: 'none' }], { duration: 220, easing: 'cubic-bezier(.2,.8,.2,1)' });
    }
  });
}
