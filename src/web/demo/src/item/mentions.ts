export type Piece = { text: string; user?: undefined } | { text: string; user: string };

/** `@bo` at the start of a word; the characters are those of a user id, less what ends a sentence. */
const mention = /(^|[^\w@.~-])@([A-Za-z0-9_](?:[A-Za-z0-9._~-]*[A-Za-z0-9_])?)/g;

export function piecesOf(text: string, isUser: (id: string) => boolean): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(mention)) {
    const user = match[2]!.toLowerCase();
    if (!isUser(user)) continue;
    const start = match.index! + match[1]!.length;
    if (start > end) pieces.push({ text: text.slice(end, start) });
    end = start + 1 + match[2]!.length;
    pieces.push({ text: text.slice(start, end), user });
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

export function mentionsIn(text: string, isUser: (id: string) => boolean): string[] {
  return [...new Set(piecesOf(text, isUser).flatMap(({ user }) => user ?? []))];
}

/** What is being typed behind an @ right before the caret, for suggestions. */
export function mentionAt(text: string, caret: number): { start: number; query: string } | undefined {
  const match = /(^|[^\w@.~-])@([A-Za-z0-9._~-]*)$/.exec(text.slice(0, caret));
  return match ? { start: caret - match[2]!.length - 1, query: match[2]!.toLowerCase() } : undefined;
}
