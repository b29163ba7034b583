import type { Mutation } from '@orleansrealtime/client';
import { setting } from '../saving/concerning.js';
import type { DragTarget } from './drag.js';
import { slotKey, type ColumnId, type Slot } from './layout.js';
import { Card } from './Card.js';
import { NewCard } from './NewCard.js';
import { ColumnIcon, PlusIcon } from '../ui/icons.js';

/** A card on its way to the server: it has no number yet. */
export interface Creating {
  column: ColumnId;
  title: string;
}

interface Props {
  id: ColumnId;
  name: string;
  slots: readonly Slot[];
  target: DragTarget | undefined;
  moves: readonly Mutation[];
  creating: readonly Creating[];
  openId: string | undefined;
  composing: boolean;
  onOpen: (id: string) => void;
  onCompose: (column: ColumnId | undefined) => void;
  onCreate: (column: ColumnId, title: string) => void;
}

export function Column({ id, name, slots, target, moves, creating, openId, composing, onOpen, onCompose, onCreate }: Props) {
  return (
    <section class="column" data-testid={`column-${id}`} aria-label={name} data-target={target?.column === id || undefined}>
      <header class="column-head">
        <ColumnIcon column={id} />
        <h2>{name}</h2>
        <span class="count" data-testid={`column-count-${id}`}>
          {slots.length}
        </span>
        <button class="icon-button" data-testid={`new-item-${id}`} aria-label={`New item in ${name}`} onClick={() => onCompose(id)}>
          <PlusIcon />
        </button>
      </header>
      <div class="column-list" data-column={id}>
        {composing && <NewCard onCreate={(title) => onCreate(id, title)} onEnd={() => onCompose(undefined)} />}
        {creating.map(({ title }, index) => (
          <article key={`creating-${index}`} class="card card-creating" aria-busy data-no-drag>
            <header class="card-head">
              <span class="item-number">New</span>
              <span class="spinner" role="img" aria-label="Saving" data-testid="saving" />
            </header>
            <h3 class="card-title">{title}</h3>
          </article>
        ))}
        {slots.map((slot) => (
          <Card
            key={slot.id}
            id={slot.id}
            open={slot.id === openId}
            lifted={slot.id === target?.id}
            moves={setting(moves, slotKey(slot.id))}
            onOpen={onOpen}
          />
        ))}
        {slots.length === 0 && !composing && creating.length === 0 && <p class="column-empty">Nothing here. Drop a card, or add one.</p>}
      </div>
    </section>
  );
}
