import { Stopwatch } from './stopwatch.js';
import type { Transport } from './hubLink.js';

/** As good as they are. */
const best: readonly Transport[] = ['webSockets', 'serverSentEvents', 'longPolling'];

/** A machine may be in another network by then. */
const rememberedMs = 3_600_000;

/** Which transport to try first: what failed comes last, on later links too. A proxy in between does not change its mind. */
export class TransportOrder {
  readonly #failed = new Map<Transport, Stopwatch>();

  constructor(private readonly usable: readonly Transport[] = best) {}

  /** Those that did not fail of late, the best first, and then the others. */
  get candidates(): readonly Transport[] {
    for (const [transport, since] of this.#failed) if (since.elapsedMs > rememberedMs) this.#failed.delete(transport);
    // What failed together says nothing about any one of them.
    if (this.#failed.size >= this.usable.length) this.#failed.clear();
    return [...this.usable.filter((transport) => !this.#failed.has(transport)), ...this.usable.filter((transport) => this.#failed.has(transport))];
  }

  failed(transport: Transport): void {
    this.#failed.set(transport, new Stopwatch());
  }

  worked(transport: Transport): void {
    this.#failed.delete(transport);
  }
}
