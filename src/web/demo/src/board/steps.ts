import { columns, type ColumnId, type Layout } from './layout.js';

export type Direction = 'up' | 'down' | 'left' | 'right';

interface Place {
  column: ColumnId;
  index: number;
}

/** Where one step takes a card; undefined at the edge of the board. */
export function step(layout: Layout, id: string, direction: Direction): Place | undefined {
  const from = placeOf(layout, id);
  if (!from) return undefined;
  if (direction === 'up') return from.index > 0 ? { ...from, index: from.index - 1 } : undefined;
  if (direction === 'down') return from.index < layout[from.column].length - 1 ? { ...from, index: from.index + 1 } : undefined;
  const column = beside(from.column, direction);
  return column && { column, index: Math.min(from.index, layout[column].length) };
}

/** The card that the focus goes to; empty columns are passed over. */
export function neighbour(layout: Layout, id: string, direction: Direction): string | undefined {
  const from = placeOf(layout, id);
  if (!from) return undefined;
  if (direction === 'up') return layout[from.column][from.index - 1]?.id;
  if (direction === 'down') return layout[from.column][from.index + 1]?.id;
  for (let column = beside(from.column, direction); column; column = beside(column, direction)) {
    const slots = layout[column];
    if (slots.length > 0) return slots[Math.min(from.index, slots.length - 1)]!.id;
  }
  return undefined;
}

function placeOf(layout: Layout, id: string): Place | undefined {
  for (const { id: column } of columns) {
    const index = layout[column].findIndex((slot) => slot.id === id);
    if (index >= 0) return { column, index };
  }
  return undefined;
}

const beside = (column: ColumnId, direction: Direction): ColumnId | undefined =>
  columns[columns.findIndex(({ id }) => id === column) + (direction === 'left' ? -1 : 1)]?.id;
