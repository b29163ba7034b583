import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ColumnId } from './layout.js';

export interface DragTarget {
  id: string;
  column: ColumnId;
  /** Among the column's other cards. */
  index: number;
  /** Of the card that is dragged: the gap it would fill. */
  height: number;
}

interface Drag {
  pointerId: number;
  card: HTMLElement;
  startX: number;
  startY: number;
  ghost?: HTMLElement;
  /** Farther than a hand trembles. */
  moved?: boolean;
  offsetX: number;
  offsetY: number;
  holdTimer?: ReturnType<typeof setTimeout>;
}

/** A mouse drags as soon as it has moved this far; less is a click. */
const slopPx = 5;
/** A finger scrolls, unless it rests on a card first. */
const holdMs = 250;
const edgePx = 60;
const notHandles = 'button, a, input, select, textarea, [data-no-drag]';

/**
 * Drags cards by pointer events, which mouse, pen and finger all send. A copy of the card follows the pointer; the
 * board re-renders only when the gap moves. `onDrop` is called once per drag that ends on the board.
 */
export function useCardDrag(board: RefObject<HTMLElement | null>, onDrop: (target: DragTarget) => void): DragTarget | undefined {
  const [target, setTarget] = useState<DragTarget>();
  const latest = useRef({ target, onDrop });
  latest.current = { target, onDrop };

  useEffect(() => {
    const element = board.current!;
    let drag: Drag | undefined;
    let frame = 0;
    let pointer = { x: 0, y: 0 };

    const begin = (current: Drag) => {
      const rect = current.card.getBoundingClientRect();
      current.offsetX = current.startX - rect.left;
      current.offsetY = current.startY - rect.top;
      current.ghost = ghostOf(current.card, rect);
      // Fails for a pointer that is already up; then pointerup has been here as well.
      element.setPointerCapture(current.pointerId);
      document.documentElement.classList.add('dragging');
      follow();
    };

    const follow = () => {
      if (!drag?.ghost) return;
      const { ghost, offsetX, offsetY, card } = drag;
      ghost.style.translate = `${pointer.x - offsetX}px ${pointer.y - offsetY}px`;
      scrollAtEdges(element, pointer);
      const next = targetAt(element, card, pointer);
      if (next && !sameTarget(next, latest.current.target)) setTarget(next);
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(follow);
    };

    const end = (drop: boolean) => {
      if (!drag) return;
      const { ghost, holdTimer } = drag;
      clearTimeout(holdTimer);
      cancelAnimationFrame(frame);
      drag = undefined;
      if (!ghost) return;
      ghost.remove();
      document.documentElement.classList.remove('dragging');
      const dropped = latest.current.target;
      setTarget(undefined);
      if (drop && dropped) latest.current.onDrop(dropped);
    };

    const onPointerDown = (event: PointerEvent) => {
      const from = event.target as Element;
      const card = from.closest<HTMLElement>('[data-card]');
      if (!card || drag || event.button !== 0 || from.closest(notHandles)) return;
      pointer = { x: event.clientX, y: event.clientY };
      const started: Drag = { pointerId: event.pointerId, card, startX: pointer.x, startY: pointer.y, offsetX: 0, offsetY: 0 };
      drag = started;
      if (event.pointerType === 'touch') started.holdTimer = setTimeout(() => begin(started), holdMs);
    };

    const onPointerMove = (event: PointerEvent) => {
      if (!drag || event.pointerId !== drag.pointerId) return;
      pointer = { x: event.clientX, y: event.clientY };
      const moved = Math.hypot(pointer.x - drag.startX, pointer.y - drag.startY) >= slopPx;
      if (moved) drag.moved = true;
      if (drag.ghost) return follow();
      if (!moved) return;
      if (drag.holdTimer) end(false);
      else begin(drag);
    };

    const onPointerUp = (event: PointerEvent) => {
      if (!drag || event.pointerId !== drag.pointerId) return;
      if (drag.ghost) follow();
      // The click that follows a drag is no click on the card. A slow tap lifts it, too, and drags it nowhere.
      if (drag.ghost && drag.moved) addEventListener('click', swallow, { capture: true, once: true });
      setTimeout(() => removeEventListener('click', swallow, { capture: true }));
      end(true);
    };
    const onPointerCancel = () => end(false);
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && drag?.ghost) end(false);
    };
    // Once a held card is lifted, the finger must not scroll the page under it.
    const onTouchMove = (event: TouchEvent) => {
      if (drag?.ghost) event.preventDefault();
    };

    element.addEventListener('pointerdown', onPointerDown);
    element.addEventListener('pointermove', onPointerMove);
    element.addEventListener('pointerup', onPointerUp);
    element.addEventListener('pointercancel', onPointerCancel);
    element.addEventListener('touchmove', onTouchMove, { passive: false });
    addEventListener('keydown', onKeyDown);
    return () => {
      end(false);
      element.removeEventListener('pointerdown', onPointerDown);
      element.removeEventListener('pointermove', onPointerMove);
      element.removeEventListener('pointerup', onPointerUp);
      element.removeEventListener('pointercancel', onPointerCancel);
      element.removeEventListener('touchmove', onTouchMove);
      removeEventListener('keydown', onKeyDown);
    };
  }, []);

  return target;
}

function swallow(event: Event): void {
  event.stopPropagation();
  event.preventDefault();
}

function ghostOf(card: HTMLElement, rect: DOMRect): HTMLElement {
  const ghost = card.cloneNode(true) as HTMLElement;
  ghost.removeAttribute('data-card');
  ghost.removeAttribute('data-testid');
  for (const part of ghost.querySelectorAll('[data-testid]')) part.removeAttribute('data-testid');
  ghost.setAttribute('aria-hidden', 'true');
  ghost.classList.add('card-ghost');
  ghost.style.width = `${rect.width}px`;
  document.body.append(ghost);
  return ghost;
}

function targetAt(board: HTMLElement, card: HTMLElement, { x, y }: { x: number; y: number }): DragTarget | undefined {
  const lists = [...board.querySelectorAll<HTMLElement>('[data-column]')];
  // The nearest column: above, below and beside the board still means one of them.
  const distance = (list: HTMLElement) => {
    const { left, right } = list.getBoundingClientRect();
    return Math.max(left - x, x - right, 0);
  };
  const list = lists.reduce<HTMLElement | undefined>((best, each) => (best && distance(best) <= distance(each) ? best : each), undefined);
  if (!list) return undefined;
  const id = card.dataset.card!;
  const others = [...list.querySelectorAll<HTMLElement>('[data-card]')].filter((other) => other.dataset.card !== id);
  const index = others.filter((other) => {
    const { top, height } = other.getBoundingClientRect();
    return top + height / 2 < y;
  }).length;
  return { id, column: list.dataset.column as ColumnId, index, height: card.offsetHeight };
}

function sameTarget(a: DragTarget, b: DragTarget | undefined): boolean {
  return b !== undefined && a.id === b.id && a.column === b.column && a.index === b.index;
}

function scrollAtEdges(board: HTMLElement, { x, y }: { x: number; y: number }): void {
  const frame = board.getBoundingClientRect();
  if (x < frame.left + edgePx) board.scrollLeft -= 12;
  if (x > frame.right - edgePx) board.scrollLeft += 12;
  for (const list of board.querySelectorAll<HTMLElement>('[data-column]')) {
    const { left, right, top, bottom } = list.getBoundingClientRect();
    if (x < left || x > right) continue;
    if (y < top + edgePx) list.scrollTop -= 8;
    if (y > bottom - edgePx) list.scrollTop += 8;
  }
}
