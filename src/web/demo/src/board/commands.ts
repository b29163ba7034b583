import { RealtimeError, type EntityRef, type Fields, type RealtimeClient } from '@orleansrealtime/client';
import { nextNumber, placeAt, removal, type ColumnId, type Layout } from './layout.js';

export const boardRef: EntityRef = { type: 'board', id: 'main' };

export const itemRef = (id: string): EntityRef => ({ type: 'workitem', id });

export async function moveItem(client: RealtimeClient, layout: Layout, id: string, column: ColumnId, index: number): Promise<void> {
  await client.patch(boardRef, placeAt(layout, id, column, index));
}

/** First the item, then its place: a board never shows a card with nothing behind it. */
export async function createItem(client: RealtimeClient, layout: Layout, column: ColumnId, title: string): Promise<string> {
  const id = await takeNumber(client, nextNumber(layout), { title });
  await client.patch(boardRef, placeAt(layout, id, column, 0));
  return id;
}

async function takeNumber(client: RealtimeClient, first: number, fields: Fields): Promise<string> {
  for (let number = first; ; number++) {
    try {
      await client.put(itemRef(String(number)), fields, { createOnly: true, keepFailed: false });
      return String(number);
    } catch (error) {
      // Someone else was quicker, or an item that is on no board has it.
      if (!(error instanceof RealtimeError && error.code === 'position_conflict') || number > first + 50) throw error;
    }
  }
}

/** First its place, then the item, for the same reason. */
export async function deleteItem(client: RealtimeClient, id: string): Promise<void> {
  await client.patch(boardRef, removal(id));
  await client.delete(itemRef(id), { keepFailed: false });
}

export async function createBoard(client: RealtimeClient): Promise<void> {
  await client.put(boardRef, {}, { createOnly: true, keepFailed: false });
}
