import type { OpenTabs, TabChannel, TabMessage } from '../../src/connection/tabs.js';

/** A browser: what one of its tabs sends reaches the others that are of the same name and awake, as copies. */
export class FakeBrowser {
  readonly #tabs = new Map<TabChannel, { name: string; handler: (message: TabMessage) => void }>();
  /** Every message, in order. */
  readonly sent: TabMessage[] = [];

  get open(): number {
    return this.#tabs.size;
  }

  readonly openTabs: OpenTabs = (name) => {
    const tab: TabChannel = {
      send: (message) => {
        this.sent.push(message);
        for (const [other, { name: itsName, handler }] of [...this.#tabs]) {
          if (other !== tab && itsName === name) handler(structuredClone(message));
        }
      },
      onMessage: (handler) => void this.#tabs.set(tab, { name, handler }),
      close: () => void this.#tabs.delete(tab),
    };
    return tab;
  };
}
