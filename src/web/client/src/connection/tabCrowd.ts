import { noTabs, type TabChannel } from './tabs.js';

/**
 * A browser has six connections to a server over HTTP/1.1, for all its tabs together, and each tab that is not on a
 * WebSocket holds one. With five of them taken the next tab may open an event stream, and then nobody can call.
 */
const enough = 5;

/** The tabs answer within a few milliseconds, unless they are asleep, and then they hold on to nothing for long. */
const answerMs = 200;

/** How many of the browser's other tabs hold a connection. */
export class TabCrowd {
  readonly #holders = new Set<string>();
  readonly #own = `${Math.random()}`;
  #channel: TabChannel = noTabs('');

  /** @param holds Whether this tab holds one. */
  constructor(private readonly holds: () => boolean) {}

  join(channel: TabChannel): void {
    this.#channel = channel;
    channel.onMessage(({ whoHolds, holds: holder }) => {
      if (whoHolds && this.holds()) channel.send({ holds: this.#own });
      if (holder) this.#holders.add(holder);
    });
  }

  async isFull(): Promise<boolean> {
    this.#holders.clear();
    this.#channel.send({ whoHolds: true });
    await new Promise((resolve) => setTimeout(resolve, answerMs));
    return this.#holders.size >= enough;
  }

  close(): void {
    this.#channel.close();
  }
}
