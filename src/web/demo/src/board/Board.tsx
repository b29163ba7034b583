import type { Fields, Mutation } from '@orleansrealtime/client';
import { useStillWhilePressed } from '@orleansrealtime/react';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useSession } from '../session/Session.js';
import { announce } from '../ui/announce.js';
import { toastError } from '../ui/toasts.js';
import { createItem, moveItem } from './commands.js';
import { Column, type Creating } from './Column.js';
import { useCardDrag, type DragTarget } from './drag.js';
import { columns, layoutOf, type ColumnId, type Layout, type Slot } from './layout.js';
import { neighbour, step, type Direction } from './steps.js';
import { useGlide } from './useGlide.js';

interface Props {
  fields: Fields;
  /** Of the board: the moves. */
  mutations: readonly Mutation[];
  openId: string | undefined;
  composing: ColumnId | undefined;
  onOpen: (id: string) => void;
  onCompose: (column: ColumnId | undefined) => void;
}

export function Board({ fields, mutations, openId, composing, onOpen, onCompose }: Props) {
  const { client } = useSession();
  const element = useRef<HTMLElement>(null);
  // Also while a card is dragged: it is dropped among those that one sees.
  const seen = useStillWhilePressed(fields);
  const layout = useMemo(() => layoutOf(seen), [seen]);
  const [creating, setCreating] = useState<readonly Creating[]>([]);

  const move = ({ id, column, index }: { id: string; column: ColumnId; index: number }) => {
    const at = layout[column].findIndex((slot) => slot.id === id);
    if (at === index) return;
    announce(`Moved to ${columns.find((each) => each.id === column)!.name}, place ${index + 1}.`);
    moveItem(client, layout, id, column, index).catch(toastError(`#${id} stays where it was.`));
  };
  const target = useCardDrag(element, move);
  useGlide(element, target !== undefined);
  useArrowKeys(element, layout, move);

  const create = (column: ColumnId, title: string) => {
    const one: Creating = { column, title };
    setCreating((all) => [one, ...all]);
    createItem(client, layout, column, title)
      .then((id) => announce(`Added as number ${id}.`))
      .catch(toastError(`“${title}” was not added.`))
      .finally(() => setCreating((all) => all.filter((each) => each !== one)));
  };

  return (
    <main class="board" ref={element} aria-busy={creating.length > 0} data-testid="board">
      {columns.map(({ id, name }) => (
        <Column
          key={id}
          id={id}
          name={name}
          slots={shown(layout, id, target)}
          target={target}
          moves={mutations}
          creating={creating.filter(({ column }) => column === id)}
          openId={openId}
          composing={composing === id}
          onOpen={onOpen}
          onCompose={onCompose}
          onCreate={create}
        />
      ))}
    </main>
  );
}

/** While a card is dragged, its own place on the board is the gap that it would fill. */
function shown(layout: Layout, column: ColumnId, target: DragTarget | undefined): readonly Slot[] {
  if (!target) return layout[column];
  const slots = layout[column].filter(({ id }) => id !== target.id);
  if (target.column === column) slots.splice(target.index, 0, { id: target.id, column, rank: '' });
  return slots;
}

/** Arrows walk from card to card; with Alt they take the card along. */
function useArrowKeys(
  board: { current: HTMLElement | null },
  layout: Layout,
  move: (to: { id: string; column: ColumnId; index: number }) => void,
): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const card = event.target as HTMLElement;
      const id = card.dataset?.card;
      if (!id || !event.key.startsWith('Arrow') || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const direction = event.key.slice('Arrow'.length).toLowerCase() as Direction;
      if (event.altKey) {
        const to = step(layout, id, direction);
        if (!to) return;
        move({ id, ...to });
        // In another column it is another element; the focus goes with the card.
        requestAnimationFrame(() => focusCard(board.current!, id));
      } else {
        const next = neighbour(layout, id, direction);
        if (next) focusCard(board.current!, next);
      }
    };
    const element = board.current!;
    element.addEventListener('keydown', onKeyDown);
    return () => element.removeEventListener('keydown', onKeyDown);
  }, [layout]);
}

function focusCard(board: HTMLElement, id: string): void {
  board.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`)?.focus();
}
