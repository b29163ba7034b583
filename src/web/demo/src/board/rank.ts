/**
 * A rank is a string; cards stand in the order of their ranks as strings. There is always one more between two of them,
 * so moving a card writes that card alone.
 *
 * Two digits count the ordinary places ("a0", "a1", …), so that adding at an end does not lengthen ranks; what comes
 * after them is a fraction. A fraction never ends in "0", or nothing would fit below it.
 */
const digits = '0123456789abcdefghijklmnopqrstuvwxyz';
const base = digits.length;
const last = base * base - 1;
const middle = 10 * base;

const pattern = /^(?!00$)[0-9a-z]{2}([0-9a-z]*[1-9a-z])?$/;

export const isRank = (text: string): boolean => pattern.test(text);

/** The rank that is taken for one that is none: with the last ones, and free to be moved. */
export const lastRank = place(last);

/** A rank above `below` and under `above`; null stands for the open end. */
export function rankBetween(below: string | null, above: string | null): string {
  for (const rank of [below, above]) if (rank !== null && !isRank(rank)) throw new RangeError(`'${rank}' is no rank`);
  if (below !== null && above !== null && below >= above) throw new RangeError(`nothing fits between '${below}' and '${above}'`);
  if (below === null && above === null) return place(middle);
  // Place 0 is never given out bare: it is the open end below everything.
  const low = below === null ? 0 : placeOf(below);
  const high = above === null ? last + 1 : placeOf(above);
  const lowFraction = below?.slice(2) ?? '';
  const highFraction = above?.slice(2) ?? '';

  if (low === high) return place(low) + fractionBetween(lowFraction, highFraction);
  if (above === null) return low < last ? place(low + 1) : place(last) + fractionBetween(lowFraction, null);
  if (below === null && high > 1) return place(high - 1);
  if (high - low > 1) return place(Math.floor((low + high) / 2));
  return highFraction && high > 0 ? place(high) : place(low) + fractionBetween(lowFraction, null);
}

/** `count` ranks in order, all between the two. */
export function ranksBetween(below: string | null, above: string | null, count: number): string[] {
  const ranks: string[] = [];
  for (let from = below; ranks.length < count; from = ranks.at(-1)!) ranks.push(rankBetween(from, above));
  return ranks;
}

function place(number: number): string {
  return digits[Math.floor(number / base)]! + digits[number % base]!;
}

function placeOf(rank: string): number {
  return digits.indexOf(rank[0]!) * base + digits.indexOf(rank[1]!);
}

function fractionBetween(below: string, above: string | null): string {
  for (let index = 0, prefix = ''; ; index++) {
    const low = digits.indexOf(below[index] ?? '0');
    const high = above === null ? base : digits.indexOf(above[index] ?? '0');
    if (high - low > 1) return prefix + digits[Math.floor((low + high) / 2)]!;
    prefix += digits[low]!;
    // Already under `above`, whatever follows.
    if (high > low) above = null;
  }
}
