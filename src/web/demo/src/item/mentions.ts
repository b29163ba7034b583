export type Piece = { text: string; user?: undefined } | { text: string; user: string };

/** Behind these an @ is part of a word, such as an address. */
const inWord = /[\p{L}\p{N}_@.~+-]$/u;

/** What goes on as a word does is another name; signs count when a letter follows, because they end sentences, too. */
const goesOn = /^(?:[\p{L}\p{M}\p{N}_]|[.@~+|\\:-]+[\p{L}\p{N}_])/u;

/** Ids may hold any character, so only those that are known tell where one ends: the longest that is written there counts. */
export function piecesOf(text: string, users: readonly string[]): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', Math.max(at + 1, end))) {
    const user = inWord.test(text.slice(Math.max(0, at - 2), at)) ? undefined : userAt(text.slice(at + 1), users);
    if (user === undefined) continue;
    if (at > end) pieces.push({ text: text.slice(end, at) });
    end = at + 1 + user.length;
    pieces.push({ text: text.slice(at, end), user });
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

export function mentionsIn(text: string, users: readonly string[]): string[] {
  return [...new Set(piecesOf(text, users).flatMap(({ user }) => user ?? []))];
}

/** What is being typed behind an @ right before the caret, for suggestions. */
export function mentionAt(text: string, caret: number): { start: number; query: string } | undefined {
  const match = /^(?:.*[^\p{L}\p{N}_@.~+-])?@([^\s/]*)$/su.exec(text.slice(0, caret));
  return match ? { start: caret - match[1]!.length - 1, query: match[1]!.toLowerCase() } : undefined;
}

function userAt(text: string, users: readonly string[]): string | undefined {
  const written = (user: string) => text.slice(0, user.length);
  const whole = users.filter((user) => !goesOn.test(text.slice(user.length))).sort((a, b) => b.length - a.length);
  return whole.find((user) => written(user) === user) ?? whole.find((user) => written(user).toLowerCase() === user.toLowerCase());
}
