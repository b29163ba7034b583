import { createContext, useContext, useMemo } from 'react';
import { english, type Texts } from './texts.js';

/** What all components take. */
export interface UiProps {
  /** Replaces texts; those that are left out stay English. */
  texts?: Partial<Texts>;
  /** What a user's id reads as; itself when it is left out. */
  nameOf?: (user: string) => string;
  /** Instead of what `data-theme` around it or the reader's system says. */
  theme?: 'light' | 'dark';
}

export interface Ui {
  texts: Texts;
  nameOf: (user: string) => string;
}

export const UiContext = createContext<Ui>({ texts: english, nameOf: (user) => user });

/** A component's own words over those of the one around it. */
export function useUi({ texts, nameOf }: UiProps): Ui {
  const outer = useContext(UiContext);
  return useMemo(() => ({ texts: { ...outer.texts, ...texts }, nameOf: nameOf ?? outer.nameOf }), [outer, texts, nameOf]);
}
