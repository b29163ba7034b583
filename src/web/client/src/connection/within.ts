import { RealtimeError } from '../errors.js';

/** Fails with `code` when `promise` takes longer than `ms`; what it brings later is dropped. */
export async function within<T>(ms: number, promise: Promise<T>, code: string, message: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new RealtimeError(code, message)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
