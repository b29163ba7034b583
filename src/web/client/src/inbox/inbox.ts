import { fullJitter, type Backoff } from '../connection/backoff.js';
import { newerBadge } from './badge.js';
import { Listeners } from '../listeners.js';
import { MarkQueue, type MarkOptions, type MarkQueueOptions } from './markQueue.js';
import { Pauses } from '../connection/pauses.js';
import type { Rest } from '../rest/rest.js';
import { noTabs, type TabChannel, type TabMessage } from '../connection/tabs.js';
import type { Badge, InboxItem, InboxPage, InboxQuery, InboxResetFrame, Mark, MarkedFrame, RemovedFrame } from '../types.js';

export interface InboxOptions extends MarkQueueOptions {
  pauses?: Pauses;
  backoff?: Backoff;
}

export interface Notified {
  item: InboxItem;
  /** Read from the inbox afterwards: it belongs in a list, not in a pop-up. */
  caughtUp: boolean;
}

/** What came while nobody listened is told one by one up to so many pages; more than that nobody reads as it pops up: it is in the list. */
const maxPagesTold = 4;

/** One user's inbox and badge, as far as a page follows them. */
export class Inbox {
  readonly onBadge = new Listeners<Badge>();
  readonly onNotification = new Listeners<Notified>();
  readonly onMarked = new Listeners<MarkedFrame>();
  readonly onRemoved = new Listeners<RemovedFrame>();
  /** The first badge of a new link is here: what failed while there was none is worth another try. */
  readonly onBack = new Listeners<void>();
  /** Marks were missed, and have no number to be read by: what the page shows has to be read again. */
  readonly onReset = new Listeners<void>();
  /** What happened is not known in detail, or never did: more of the user than the inbox may be other now. */
  readonly onLost = new Listeners<void>();
  /** An own mark became pending, or failed. */
  readonly onPending = new Listeners<void>();
  /** An own mark took more than one try. */
  readonly onLate = new Listeners<MarkedFrame>();
  readonly #marks: MarkQueue;
  readonly #pauses: Pauses;
  readonly #backoff: Backoff;
  #tabs: TabChannel = noTabs('');
  #badge: Badge | undefined;
  /** Everything up to here has been told; undefined until the first badge says where this page begins. */
  #toldSeq: number | undefined;
  /** What has not come live up to here never will: a notification comes before the badge that counts it. */
  #countedSeq = 0;
  /** What came live while older ones are read, and is told behind them. */
  readonly #live = new Set<number>();
  #catchingUp: Promise<void> | undefined;
  /** Every mark up to here was heard. Own calls do not move it: their badges count what other tabs did before, unheard. */
  #heardVersion: number | undefined;
  #isAway = true;
  #isClosed = false;

  constructor(
    private readonly rest: Rest,
    options: InboxOptions = {},
  ) {
    this.#pauses = options.pauses ?? new Pauses();
    this.#backoff = options.backoff ?? fullJitter();
    this.#marks = new MarkQueue(rest, options);
  }

  /** From now on this page and the user's other tabs tell each other what they hear. */
  join(tabs: TabChannel): void {
    this.#tabs = tabs;
    tabs.onMessage((message) => this.#overhear(message));
    tabs.send({ hello: true });
  }

  get badge(): Badge | undefined {
    return this.#badge;
  }

  /** Whoever waits for an answer looks here before telling anybody. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  close(): void {
    this.#isClosed = true;
    const { onBadge, onNotification, onMarked, onRemoved, onBack, onReset, onLost, onPending, onLate } = this;
    const all = [onBadge, onNotification, onMarked, onRemoved, onBack, onReset, onLost, onPending, onLate];
    for (const listeners of all) listeners.clear();
    this.#tabs.close();
  }

  /** The link is gone: what is marked from now on is not heard. */
  suspend(): void {
    this.#isAway = true;
  }

  async read({ entity, ...query }: InboxQuery = {}): Promise<InboxPage> {
    const page = await this.rest.send<InboxPage>({ method: 'GET', path: '/me/inbox', query: { ...query, ...entity } });
    this.#setBadge(page.badge);
    return page;
  }

  /**
   * Waits before what could not be read is read again, and says whether to. Without a link it is not worth a try: the
   * first badge of the next one has it read, and `onBack` tells of it.
   */
  async waitToReadAgain(attempt: number): Promise<boolean> {
    await this.#pauses.wait(this.#backoff(attempt));
    return !this.#isAway && !this.#isClosed;
  }

  /** Drawn in lists at once, and sent in its turn; a refusal takes it back. */
  async mark(mark: Mark, options?: MarkOptions): Promise<Badge> {
    const answer = this.#marks.run(mark, options);
    this.onPending.emit();
    try {
      const { badge, isLate } = await answer;
      const marked: MarkedFrame = { ...mark, version: badge.version };
      this.#setBadge(badge);
      // Its version is later than the mark's: good enough to stay drawn until what was done since is read.
      if (isLate) {
        this.onLate.emit(marked);
        this.onReset.emit();
      } else {
        this.onMarked.emit(marked);
        this.#tabs.send({ badge, marked });
      }
      return badge;
    } catch (error) {
      this.onPending.emit();
      throw error;
    }
  }

  /** Own marks that are not answered yet, oldest first. */
  get pendingMarks(): Iterable<Mark> {
    return this.#marks.pending;
  }

  readonly frames = {
    notification: (item: InboxItem) => {
      // Numbers count up by one: those in between never came, and are read together with this one. So is what comes
      // while they are read: it has its turn behind them.
      if (this.#catchingUp || (this.#toldSeq !== undefined && item.seq > this.#toldSeq + 1)) {
        this.#live.add(item.seq);
        return this.#catchUp(item.seq);
      }
      this.#tell(item, false);
    },
    badge: (badge: Badge) => {
      this.#setBadge(badge);
      this.#toldSeq ??= badge.lastSeq;
      if (badge.lastSeq > this.#toldSeq) this.#catchUp(badge.lastSeq);
      this.#hear(badge);
    },
    marked: (frame: MarkedFrame) => this.onMarked.emit(frame),
    removed: (frame: RemovedFrame) => this.onRemoved.emit(frame),
    inboxReset: ({ lastSeq }: InboxResetFrame) => {
      if (this.#toldSeq !== undefined && lastSeq > this.#toldSeq) this.#catchUp(lastSeq);
      this.#lose();
    },
  };

  #hear({ version }: Badge): void {
    const heard = this.#heardVersion ?? version;
    const wasAway = this.#isAway;
    this.#isAway = false;
    this.#heardVersion = Math.max(heard, version);
    if (wasAway && version > heard) this.onReset.emit();
    if (wasAway) this.onBack.emit();
  }

  /** Another tab of this browser: it may be ahead of this one, or behind, asleep since yesterday. */
  #overhear({ hello, badge, marked }: TabMessage): void {
    if (hello && this.#badge) this.#tabs.send({ badge: this.#badge });
    if (badge) this.#take(badge);
    if (marked) this.onMarked.emit(marked);
    // With a link of its own this tab is about to hear of it. Without, what came in is worth a read.
    if (badge && this.#isAway && badge.lastSeq > (this.#toldSeq ?? Infinity)) this.#catchUp(badge.lastSeq);
  }

  #tell(item: InboxItem, caughtUp: boolean): void {
    if (this.#toldSeq !== undefined && item.seq <= this.#toldSeq) return;
    this.#toldSeq = item.seq;
    this.onNotification.emit({ item, caughtUp });
  }

  #catchUp(countedSeq: number): void {
    this.#countedSeq = Math.max(this.#countedSeq, countedSeq);
    this.#catchingUp ??= this.#readOnInTheEnd().finally(() => {
      this.#catchingUp = undefined;
      this.#live.clear();
    });
  }

  /** Never fails. What comes live until then waits for its turn. */
  async #readOnInTheEnd(): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#readOn();
      } catch {
        if (!(await this.waitToReadAgain(attempt))) return;
      }
    }
  }

  async #readOn(): Promise<void> {
    let pages = 0;
    do {
      if (++pages > maxPagesTold) {
        this.#toldSeq = this.#countedSeq;
        return this.onReset.emit();
      }
      const toldSeq = this.#toldSeq ?? 0;
      const countedSeq = this.#countedSeq;
      const { items } = await this.read({ after: toldSeq });
      // What is later than that still comes live, or is counted.
      for (const item of items.filter(({ seq }) => seq <= this.#countedSeq)) this.#tell(item, !this.#live.has(item.seq));
      // Nothing newer though they are counted: archived or grouped away. Their numbers are spent.
      if (this.#toldSeq === toldSeq) this.#toldSeq = countedSeq;
      // More pages, or more was counted while this one was on its way.
    } while (this.#countedSeq > (this.#toldSeq ?? 0));
  }

  #setBadge(badge: Badge): void {
    this.#heardVersion ??= badge.version;
    if (this.#take(badge)) this.#tabs.send({ badge });
  }

  /** Whether it is news. */
  #take(badge: Badge): boolean {
    if (newerBadge(this.#badge, badge) === this.#badge) return false;
    const isOtherHistory = this.#badge !== undefined && this.#badge.lineage !== badge.lineage;
    this.#badge = badge;
    this.onBadge.emit(badge);
    // The database was put back from a copy: what is shown may never have been.
    if (isOtherHistory) this.#lose();
    return true;
  }

  #lose(): void {
    this.onReset.emit();
    this.onLost.emit();
  }
}
