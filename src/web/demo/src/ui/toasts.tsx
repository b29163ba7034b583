import { RealtimeError } from '@orleansrealtime/client';
import { useEffect, useState } from 'preact/hooks';
import { CloseIcon } from './icons.js';

interface Toast {
  id: number;
  text: string;
}

const shownMs = 7_000;
let toasts: readonly Toast[] = [];
let lastId = 0;
let render: (toasts: readonly Toast[]) => void = () => {};

function set(next: readonly Toast[]): void {
  toasts = next;
  render(next);
}

const dismiss = (id: number): void => set(toasts.filter((toast) => toast.id !== id));

export function toast(text: string): void {
  const id = ++lastId;
  set([...toasts.slice(-3), { id, text }]);
  setTimeout(() => dismiss(id), shownMs);
}

/** `what` says what did not happen; the page has already been put back to what is true. */
export function toastError(what: string): (error: unknown) => void {
  return (error) => {
    const why = error instanceof RealtimeError ? error.message : 'Something unexpected happened.';
    toast(`${what} ${why}`);
    if (!(error instanceof RealtimeError)) console.error(error);
  };
}

export function Toasts() {
  const [shown, setShown] = useState(toasts);
  useEffect(() => {
    render = setShown;
    return () => (render = () => {});
  }, []);
  return (
    <div class="toasts" role="alert">
      {shown.map(({ id, text }) => (
        <div class="toast" key={id} data-testid="toast">
          <span>{text}</span>
          <button class="icon-button" aria-label="Dismiss" onClick={() => dismiss(id)}>
            <CloseIcon />
          </button>
        </div>
      ))}
    </div>
  );
}
