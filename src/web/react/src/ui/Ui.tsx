import { createContext, useContext, useMemo } from 'react';
import { english, type Texts } from './texts.js';

/** What all components take. */
export interface UiProps {
  /** Replaces texts; those that are left out stay English. */
  texts?: Partial<Texts>;
  /** What a user's id reads as; itself when it is left out. */
  nameOf?: (user: string) => string;
  /** The colour of a user's face, in degrees on the colour wheel; one drawn from the id when it is left out. */
  hueOf?: (user: string) => number;
  /** Instead of what `data-theme` around it or the reader's system says. */
  theme?: 'light' | 'dark';
}

export interface Ui {
  texts: Texts;
  nameOf: (user: string) => string;
  hueOf: (user: string) => number;
}

export const UiContext = createContext<Ui>({ texts: english, nameOf: (user) => user, hueOf: hueOfId });

/** A component's own words over those of the one around it. */
export function useUi({ texts, nameOf, hueOf }: UiProps): Ui {
  const outer = useContext(UiContext);
  return useMemo(
    () => ({ texts: { ...outer.texts, ...texts }, nameOf: nameOf ?? outer.nameOf, hueOf: hueOf ?? outer.hueOf }),
    [outer, texts, nameOf, hueOf],
  );
}

/** The same for a user on every page. */
function hueOfId(user: string): number {
  let hash = 0;
  for (const character of user) hash = (hash * 31 + character.codePointAt(0)!) % 3_600;
  return hash % 360;
}
