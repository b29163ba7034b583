import type { ComponentChildren } from 'preact';
import type { ColumnId } from '../board/layout.js';

function Icon({ children, size = 16 }: { children: ComponentChildren; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export const BellIcon = () => (
  <Icon size={18}>
    <path d="M8 1.8a4 4 0 0 0-4 4v2.4L2.8 11h10.4L12 8.2V5.8a4 4 0 0 0-4-4Z" />
    <path d="M6.5 13.2a1.6 1.6 0 0 0 3 0" />
  </Icon>
);

export const PlusIcon = () => (
  <Icon>
    <path d="M8 3.2v9.6M3.2 8h9.6" />
  </Icon>
);

export const OpenIcon = () => (
  <Icon>
    <path d="M9.2 2.8h4v4M13 3 8.2 7.8M6.5 3.5H4A1.2 1.2 0 0 0 2.8 4.7v7.3A1.2 1.2 0 0 0 4 13.2h7.3a1.2 1.2 0 0 0 1.2-1.2V9.5" />
  </Icon>
);

export const CommentIcon = () => (
  <Icon size={14}>
    <path d="M2.5 4.2A1.7 1.7 0 0 1 4.2 2.5h7.6a1.7 1.7 0 0 1 1.7 1.7v4.6a1.7 1.7 0 0 1-1.7 1.7H7l-3 2.7v-2.7a1.6 1.6 0 0 1-1.5-1.7Z" />
  </Icon>
);

export const CloseIcon = () => (
  <Icon>
    <path d="m4 4 8 8M12 4l-8 8" />
  </Icon>
);

export const AlertIcon = () => (
  <Icon size={14}>
    <circle cx="8" cy="8" r="6.5" />
    <path d="M8 4.8v3.8M8 11.1v.1" />
  </Icon>
);

export const CheckIcon = () => (
  <Icon>
    <path d="m3.2 8.6 3 3 6.6-7" />
  </Icon>
);

/** How far a column is: a ring that fills. The shape tells it without the colour. */
export function ColumnIcon({ column }: { column: ColumnId }) {
  return (
    <svg class={`column-icon column-icon-${column}`} width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      {column === 'done' ? (
        <>
          <circle cx="7" cy="7" r="6.5" fill="currentColor" />
          <path d="m4.2 7.2 2 2 3.7-4.2" fill="none" stroke="var(--surface)" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" />
        </>
      ) : (
        <circle
          cx="7"
          cy="7"
          r="5.7"
          fill="none"
          stroke="currentColor"
          stroke-width="1.6"
          stroke-dasharray={column === 'backlog' ? '1.7 1.88' : undefined}
        />
      )}
      {column === 'doing' && <path d="M7 3.5a3.5 3.5 0 0 1 0 7Z" fill="currentColor" />}
    </svg>
  );
}
