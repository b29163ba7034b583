import { Listeners } from '../listeners.js';
import { segment } from '../rest/path.js';
import type { Rest } from '../rest/rest.js';
import type { Explanation, PastExplanation, Preferences, PreferencesPatch, WouldQuery } from '../types.js';

/** What a user wants to be told of, and what became of that. */
export class PreferencesCalls {
  /** They may have changed: read them anew. */
  readonly onChanged = new Listeners<void>();
  #wasAway = false;

  constructor(
    private readonly rest: Rest,
    private readonly user: string,
  ) {}

  readonly frames = { preferences: () => this.onChanged.emit() };

  suspend(): void {
    this.#wasAway = true;
  }

  /** A hint that was sent meanwhile went to nobody. */
  resume(): void {
    if (this.#wasAway) this.onChanged.emit();
    this.#wasAway = false;
  }

  read(): Promise<Preferences> {
    return this.rest.send({ method: 'GET', path: '/me/preferences' });
  }

  replace(preferences: Preferences): Promise<Preferences> {
    return this.rest.send({ method: 'PUT', path: '/me/preferences', body: preferences });
  }

  patch(patch: PreferencesPatch): Promise<Preferences> {
    return this.rest.send({ method: 'PATCH', path: '/me/preferences', body: patch });
  }

  explain(query: WouldQuery | { notification: string }): Promise<Explanation | PastExplanation> {
    const asked = 'notification' in query ? query : { kind: query.kind, reason: query.reason, ...query.entity };
    return this.rest.send({ method: 'GET', path: `/users/${segment(this.user, 'user', 'bad_user')}/explain`, query: asked });
  }

  close(): void {
    this.onChanged.clear();
  }
}
