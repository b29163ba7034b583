/** Timers that a test fires: time is what it says. Give them back with `restore`. */
export function handTimers() {
  const real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };
  const waiting = new Map<object, { at: number; fire: () => void }>();
  let now = 0;
  globalThis.setTimeout = ((fire: () => void, ms = 0) => {
    const timer = {};
    waiting.set(timer, { at: now + ms, fire });
    return timer;
  }) as never;
  globalThis.clearTimeout = ((timer: object) => void waiting.delete(timer)) as never;
  return {
    pass(ms: number): void {
      now += ms;
      for (const [timer, { at, fire }] of [...waiting]) if (at <= now && waiting.delete(timer)) fire();
    },
    restore: () => void Object.assign(globalThis, real),
  };
}
