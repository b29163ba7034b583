import type { Mutation } from '@orleansrealtime/client';
import { AlertIcon } from '../ui/icons.js';
import { verdictOf } from './concerning.js';

/** Turns beside what is being saved; it waits a moment first, so that what is quick does not blink. */
export function Spinner({ mutations }: { mutations: readonly Mutation[] }) {
  if (!mutations.some(({ status }) => status === 'pending')) return null;
  return <span class="spinner" data-testid="saving" role="img" aria-label="Saving" title="Saving…" />;
}

/** What was not saved, with a way out of it each. */
export function Failures({ mutations }: { mutations: readonly Mutation[] }) {
  const failed = mutations.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return null;
  return (
    <ul class="failures">
      {failed.map((mutation) => (
        <li key={mutation.id} class="failure" data-testid="failed" data-code={mutation.error?.code} data-no-drag>
          <AlertIcon />
          <span class="failure-text">{verdictOf(mutation)}</span>
          <span class="failure-ways">
            {mutation.error?.code !== 'key_expired' && (
              <button class="link" data-testid="retry" onClick={mutation.retry}>
                Retry
              </button>
            )}
            <button class="link danger" data-testid="discard" onClick={mutation.discard}>
              Discard
            </button>
          </span>
        </li>
      ))}
    </ul>
  );
}
