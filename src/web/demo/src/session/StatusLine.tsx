import type { Status } from '@orleansrealtime/client';
import { clockTime } from '../ui/time.js';
import { useStatus } from './Session.js';

const words: Record<Status['state'], { status: 'connected' | 'reconnecting' | 'offline'; label: string }> = {
  connecting: { status: 'reconnecting', label: 'Connecting…' },
  live: { status: 'connected', label: 'Connected' },
  reconnecting: { status: 'reconnecting', label: 'Reconnecting…' },
  offline: { status: 'offline', label: 'Offline' },
};

export function StatusLine() {
  const { state, since, reason } = useStatus();
  const { status, label } = words[state];
  const detail = state === 'reconnecting' ? `What you see is as of ${clockTime(since)}.` : reason;
  return (
    <div class="status" role="status" data-testid="status" data-status={status} title={detail}>
      <span class="status-dot" />
      <span>
        {label}
        {reason && <span class="wide-only">: {reason}</span>}
      </span>
      {state === 'offline' && (
        <button class="link" onClick={() => location.reload()}>
          Reload
        </button>
      )}
    </div>
  );
}
