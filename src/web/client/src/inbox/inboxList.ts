import { asRealtimeError, type RealtimeError } from '../errors.js';
import type { Inbox } from './inbox.js';
import { applyMark, drawMarks, inOrder, isSelected, mayBringIn, type Kept } from './inboxReduce.js';
import type { Unsubscribe } from '../listeners.js';
import type { InboxItem, InboxPage, InboxSelection, MarkedFrame, RemovedFrame } from '../types.js';

export interface InboxView {
  /** Newest first; undefined until they were read for the first time. */
  items?: readonly InboxItem[];
  hasOlder: boolean;
  /** Why they could not be read. They are read again until they can be, or with the next connection. */
  error?: RealtimeError;
}

export interface InboxListOptions extends InboxSelection {
  /** Items per read, 1 to 100; usually 50. */
  limit?: number;
}

/** The most that a list holds when something comes in; the oldest go, and are read again when someone asks for them. */
const maxItems = 1_000;

/** Marks since the last read. Past these one read is cheaper than drawing them over and over. */
const maxMarks = 200;

/** Items that went since the last read. Past these one read is cheaper than keeping them in mind. */
const maxRemoved = 1_000;

/**
 * A part of the inbox, kept up for as long as someone shows it. What happens while an answer is on its way is not
 * overwritten by it: an answer says how far the inbox had got, and whatever is later is drawn over it.
 */
export class InboxList {
  #kept: Kept[] = [];
  #marks: MarkedFrame[] = [];
  /** The items that went, and with which version: an answer from before that may still have them. */
  #removed = new Map<number, number>();
  /** Of the first page that was read last: what was asked for before it belongs to another list. */
  #generation = 0;
  #next: number | null = null;
  #isRead = false;
  #isClosed = false;
  #error: RealtimeError | undefined;
  #reading: Promise<void> | undefined;
  #readAgain = false;
  /** Reads in a row that failed. */
  #failures = 0;
  #isWaiting = false;
  readonly #unsubscribe: Unsubscribe[];

  constructor(
    private readonly inbox: Inbox,
    private readonly options: InboxListOptions,
    private readonly callback: (view: InboxView) => void,
  ) {
    this.#unsubscribe = [
      inbox.onNotification.add(({ item }) => this.#add(item)),
      inbox.onMarked.add((mark) => this.#mark(mark)),
      inbox.onRemoved.add((frame) => this.#remove(frame)),
      inbox.onLate.add((mark) => this.#keep(mark)),
      inbox.onPending.add(() => this.#publish()),
      inbox.onReset.add(() => this.#read()),
      inbox.onBack.add(() => this.#error && this.#read()),
    ];
    this.#read();
  }

  /** Fails when they cannot be read; the list stays as it is. */
  async loadOlder(): Promise<void> {
    const generation = this.#generation;
    if (this.#next === null) return;
    const page = await this.inbox.read({ ...this.options, before: this.#next });
    if (generation !== this.#generation || this.#isClosed) return;
    this.#kept = inOrder([...this.#kept, ...keptOf(page)]);
    this.#next = page.next;
    this.#publish();
  }

  close(): void {
    this.#isClosed = true;
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }

  /** One read at a time. What asks for another meanwhile may be later than the answer. */
  #read(): void {
    this.#readAgain = this.#reading !== undefined;
    this.#reading ??= this.#readFirst().finally(() => {
      this.#reading = undefined;
      if (this.#readAgain && !this.#isClosed) this.#read();
    });
  }

  async #readFirst(): Promise<void> {
    try {
      const page = await this.inbox.read({ ...this.options });
      const { lastSeq, version } = page.badge;
      this.#kept = inOrder([...keptOf(page), ...this.#kept.filter(({ item }) => item.seq > lastSeq)]);
      this.#marks = this.#marks.filter((mark) => mark.version > version);
      this.#removed = new Map([...this.#removed].filter(([, gone]) => gone > version));
      this.#next = page.next;
      this.#generation++;
      this.#isRead = true;
      this.#error = undefined;
      this.#failures = 0;
    } catch (thrown) {
      const error = asRealtimeError(thrown);
      if (error.code === 'closed') return;
      this.#error = error;
      // What it asks for cannot be, and would not be the next time.
      if (error.status !== 400) void this.#readLater();
    }
    this.#publish();
  }

  async #readLater(): Promise<void> {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    const isWorthIt = await this.inbox.waitToReadAgain(this.#failures++);
    this.#isWaiting = false;
    // With another connection it may have been read meanwhile.
    if (isWorthIt && this.#error && !this.#isClosed) this.#read();
  }

  #add(item: InboxItem): void {
    // Its marks are as they were when it came: any that is heard of it is later.
    this.#kept = inOrder([...this.#kept, { item, asOf: 0 }]);
    if (this.#kept.length > maxItems) {
      this.#kept.length = maxItems;
      this.#next = this.#kept.at(-1)!.item.seq;
    }
    this.#publish();
  }

  #remove({ seqs, version }: RemovedFrame): void {
    for (const seq of seqs) this.#removed.set(seq, version);
    if (this.#removed.size > maxRemoved) this.#read();
    this.#publish();
  }

  #keep(mark: MarkedFrame): void {
    this.#marks = [...this.#marks.slice(-maxMarks), mark];
  }

  #mark(mark: MarkedFrame): void {
    this.#keep(mark);
    if (this.#marks.length > maxMarks || mayBringIn(mark, this.options)) this.#read();
    this.#publish();
  }

  #publish(): void {
    if (this.#isClosed || this.inbox.isClosed) return;
    const there = this.#kept.filter(({ item, asOf }) => !(this.#removed.get(item.seq)! > asOf));
    const committed = drawMarks(there, this.#marks);
    const drawn = [...this.inbox.pendingMarks].reduce(applyMark, committed);
    const items = drawn.filter((item) => isSelected(item, this.options));
    this.callback({
      ...(this.#isRead && { items }),
      hasOlder: this.#next !== null,
      ...(this.#error && { error: this.#error }),
    });
  }
}

const keptOf = ({ items, badge }: InboxPage): Kept[] => items.map((item) => ({ item, asOf: badge.version }));
