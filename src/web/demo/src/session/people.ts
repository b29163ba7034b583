/** The demo's team. Any other user id is shown by its own name. */
export interface Person {
  id: string;
  name: string;
  /** Degrees on the colour wheel. */
  hue: number;
}

export const people: readonly Person[] = [
  { id: 'ana', name: 'Ana Diaz', hue: 12 },
  { id: 'bo', name: 'Bo Lindqvist', hue: 212 },
  { id: 'chi', name: 'Chi Nakamura', hue: 150 },
  { id: 'dev', name: 'Dev Patel', hue: 38 },
  { id: 'eve', name: 'Eve Martin', hue: 322 },
];

/** Not one of the team: the script that keeps the board company. */
export const robo: Person = { id: 'robo', name: 'Robo (script)', hue: 265 };

export function personOf(id: string): Person {
  return [...people, robo].find((person) => person.id === id) ?? { id, name: id, hue: drawnHue(id) };
}

export const nameOf = (id: string): string => personOf(id).name;

export const hueOf = (id: string): number => personOf(id).hue;

export const firstName = (id: string): string => personOf(id).name.split(' ')[0]!;

const drawnHue = (text: string): number => [...text].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 360, 7);
