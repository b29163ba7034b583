import type { IssuedToken } from '@orleansrealtime/client';
import type { Person } from './people.js';

/** Whose board: `?workspace=`, or the one that the server fills at its first start. */
export const workspace = new URLSearchParams(location.search).get('workspace') ?? 'demo';

/** There is no such call outside of Development: a real application asks its own back end, which holds an API key. */
export class NotDevelopment extends Error {}

export async function devToken({ id, name }: Person): Promise<IssuedToken> {
  const response = await fetch(`v1/${encodeURIComponent(workspace)}/dev-tokens`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ user: id, name }),
  });
  if (response.status === 404) throw new NotDevelopment();
  if (!response.ok) throw new Error(`No token: the server answered ${response.status}.`);
  return (await response.json()) as IssuedToken;
}
