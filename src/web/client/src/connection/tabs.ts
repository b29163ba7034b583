import type { Badge, MarkedFrame } from '../types.js';

/** What one tab of a browser tells the user's others. Whoever does not know a message ignores it. */
export interface TabMessage {
  /** A tab has just come: what is known? */
  hello?: true;
  badge?: Badge;
  marked?: MarkedFrame;
  /** Which tabs hold one of the browser's connections to the server? */
  whoHolds?: true;
  /** This one does. */
  holds?: string;
}

/** The seam to BroadcastChannel: tests put a fake here. What is sent reaches all other tabs, never the sender. */
export interface TabChannel {
  send(message: TabMessage): void;
  onMessage(handler: (message: TabMessage) => void): void;
  close(): void;
}

export type OpenTabs = (name: string) => TabChannel;

const alone: TabChannel = { send: () => {}, onMessage: () => {}, close: () => {} };

/** Outside of a page there are no tabs: Node has a BroadcastChannel too, and would stay up for it. */
export const browserTabs: OpenTabs = (name) => {
  if (typeof document === 'undefined' || typeof BroadcastChannel === 'undefined') return alone;
  const channel = new BroadcastChannel(name);
  let isClosed = false;
  return {
    // An answer that comes after the end would be told here, and must not fail for it.
    send: (message) => {
      if (!isClosed) channel.postMessage(message);
    },
    onMessage: (handler) => (channel.onmessage = ({ data }: MessageEvent<TabMessage>) => handler(data)),
    close: () => {
      isClosed = true;
      channel.close();
    },
  };
};

export const noTabs: OpenTabs = () => alone;
