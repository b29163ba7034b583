import type { EntityState, Fields } from '../../src/types.js';

export const item = { type: 'workitem', id: '1' };

export function stateAt(position: string, fields: Fields = {}, more: Partial<EntityState> = {}): EntityState {
  return {
    ...item,
    position,
    fields,
    comments: 0,
    followers: 0,
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-01T00:00:00Z',
    updatedBy: 'ana',
    ...more,
  };
}

export const changed = (from: string, to: string, fields: Fields, more: object = {}) => ({
  ...item,
  from,
  to,
  fields,
  updatedAt: '2026-01-02T00:00:00Z',
  updatedBy: 'bo',
  ...more,
});
