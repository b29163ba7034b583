import type { ReactNode } from 'react';

function Icon({ path, size = 16, directed = false }: { path: string; size?: number; directed?: boolean }): ReactNode {
  return (
    <svg
      className={directed ? 'ort-icon-directed' : undefined}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  );
}

export const BellIcon = ({ size = 20 }: { size?: number }) => <Icon size={size} path="M8 1.8a4 4 0 0 0-4 4v2.4L2.8 11h10.4L12 8.2V5.8a4 4 0 0 0-4-4ZM6.5 13.2a1.6 1.6 0 0 0 3 0" />;
export const GearIcon = () => <Icon path="M2.5 4.5h5M11 4.5h2.5M2.5 11.5H5M8.5 11.5h5M10.9 4.5a1.7 1.7 0 1 1-3.4 0 1.7 1.7 0 0 1 3.4 0ZM8.5 11.5a1.7 1.7 0 1 1-3.4 0 1.7 1.7 0 0 1 3.4 0Z" />;
export const BackIcon = () => <Icon directed path="M9.8 3.5 5.3 8l4.5 4.5" />;
export const ClockIcon = () => <Icon path="M13.7 8A5.7 5.7 0 1 1 2.3 8a5.7 5.7 0 0 1 11.4 0ZM8 4.8V8l2.2 1.6" />;
export const ArchiveIcon = () => <Icon path="M2.3 3h11.4v3H2.3zM3.3 6v6.2a.8.8 0 0 0 .8.8h7.8a.8.8 0 0 0 .8-.8V6M6.3 8.6h3.4" />;
export const RestoreIcon = () => <Icon directed path="M5.5 3 2.5 6l3 3M2.7 6h6.6a3.4 3.4 0 0 1 0 6.8H6" />;
export const MailIcon = () => <Icon path="M2.3 4.2a1 1 0 0 1 1-1h9.4a1 1 0 0 1 1 1v7.6a1 1 0 0 1-1 1H3.3a1 1 0 0 1-1-1ZM2.5 4.5 8 8.6l5.5-4.1" />;
export const MailOpenIcon = () => <Icon path="M2.3 6.2 8 2.5l5.7 3.7v6a1 1 0 0 1-1 1H3.3a1 1 0 0 1-1-1ZM2.5 6.6 8 10l5.5-3.4" />;
