import type { DragTarget } from './drag.js';
import type { ColumnId, Slot } from './layout.js';
import { Card } from './Card.js';
import { NewCard } from './NewCard.js';
import { ColumnIcon, PlusIcon } from '../ui/icons.js';

interface Props {
  id: ColumnId;
  name: string;
  slots: readonly Slot[];
  target: DragTarget | undefined;
  openId: string | undefined;
  composing: boolean;
  onOpen: (id: string) => void;
  onCompose: (column: ColumnId | undefined) => void;
  onCreate: (column: ColumnId, title: string) => void;
}

export function Column({ id, name, slots, target, openId, composing, onOpen, onCompose, onCreate }: Props) {
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
        {slots.map((slot) => (
          <Card key={slot.id} id={slot.id} open={slot.id === openId} lifted={slot.id === target?.id} onOpen={onOpen} />
        ))}
        {slots.length === 0 && !composing && <p class="column-empty">Nothing here. Drop a card, or add one.</p>}
      </div>
    </section>
  );
}
