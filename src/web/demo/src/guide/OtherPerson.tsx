import type { ComponentChildren } from 'preact';
import { urlAs } from './links.js';

interface Props {
  user: string;
  testId: string;
  children: ComponentChildren;
}

/** The board as somebody else, beside this tab. */
export const OtherPerson = ({ user, testId, children }: Props) => (
  <a href={urlAs(user, location.href)} target="_blank" rel="noopener" data-testid={testId}>
    {children}
  </a>
);
