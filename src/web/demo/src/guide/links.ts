import { people, type Person } from '../session/people.js';

/** Who to open beside oneself: the one that the board's README speaks of. */
export const otherThan = (user: string): Person => people.find(({ id }) => id === (user === 'bo' ? 'ana' : 'bo'))!;

/** The same board as somebody else; how a page connects, and which card is open, is its own. */
export function urlAs(user: string, href: string): string {
  const url = new URL(href);
  url.searchParams.set('user', user);
  url.hash = '';
  return url.href;
}
