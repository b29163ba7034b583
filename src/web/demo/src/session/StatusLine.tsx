import type { Status } from '@orleansrealtime/client';
import { useStatus } from '@orleansrealtime/react';
import { useEffect } from 'preact/hooks';
import { clockTime } from '../ui/time.js';

const kinds: Record<Status['state'], 'connected' | 'reconnecting' | 'offline'> = {
  connecting: 'reconnecting',
  live: 'connected',
  stale: 'reconnecting',
  offline: 'offline',
};

export function StatusLine() {
  const status = useStatus();
  const { state } = status;
  // The board behind it looks the part.
  useEffect(() => void (document.documentElement.dataset.state = state), [state]);
  return (
    <div class="status" role="status" data-testid="status" data-status={kinds[state]} data-state={state} title={detailOf(status)}>
      <span class="status-dot" />
      <span>{labelOf(status)}</span>
      {state === 'offline' && (
        <button class="link" onClick={() => location.reload()}>
          Reload
        </button>
      )}
    </div>
  );
}

function labelOf(status: Status) {
  switch (status.state) {
    case 'connecting':
      return 'Connecting…';
    case 'live':
      return 'Connected';
    case 'stale':
      return (
        <>
          Stale since {clockTime(status.since)}
          <span class="wide-only"> · reconnecting…</span>
        </>
      );
    case 'offline':
      return (
        <>
          Offline<span class="wide-only">: {status.reason}</span>
        </>
      );
  }
}

function detailOf(status: Status): string | undefined {
  if (status.state === 'connecting') return status.error && `${status.error.message} (${status.error.code})`;
  if (status.state === 'stale') {
    return `What you see is as of ${status.since.toLocaleTimeString()}. Trying to connect again; what you edit is kept and saved then.`;
  }
  return status.state === 'offline' ? `${status.reason} (${status.code})` : undefined;
}
