interface Page {
  /** The address's query. */
  search: string;
  /** A program drives the browser: tests have the board to themselves, unless they ask for company. */
  isDriven: boolean;
  /** What was chosen in this browser before. */
  chosen: string | null;
}

/** Whether the script runs when the page opens: `?robo=on` and `off` say so first. */
export function isWanted({ search, isDriven, chosen }: Page): boolean {
  const asked = new URLSearchParams(search).get('robo');
  if (asked === 'on' || asked === 'off') return asked === 'on';
  return !isDriven && chosen !== 'off';
}
