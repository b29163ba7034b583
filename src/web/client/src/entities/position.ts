/** A place in one entity's life. The epoch is drawn anew at every creation; versions compare only within one. */
export interface Position {
  epoch: string;
  version: number;
}

const pattern = /^([a-z0-9]{1,16}):([1-9][0-9]{0,15})$/;

export function parsePosition(text: string): Position {
  const match = pattern.exec(text);
  const version = Number(match?.[2]);
  if (!match || !Number.isSafeInteger(version)) throw new RangeError(`'${text}' is no position`);
  return { epoch: match[1]!, version };
}

export const formatPosition = ({ epoch, version }: Position): string => `${epoch}:${version}`;

/** Whether `a` is at or past `b`; false when the two are of different epochs. */
export function covers(a: string, b: string): boolean {
  const left = parsePosition(a);
  const right = parsePosition(b);
  return left.epoch === right.epoch && left.version >= right.version;
}
