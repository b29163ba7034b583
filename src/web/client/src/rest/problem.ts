import type { Problem } from '../types.js';

/** The problem in an answer's text; of anything else only its status is known. */
export function problemIn(text: string, status: number): Problem {
  const body = parse(text);
  return { ...body, code: typeof body.code === 'string' ? body.code : `http_${status}`, status };
}

function parse(text: string): Partial<Problem> {
  try {
    const body = JSON.parse(text) as unknown;
    return typeof body === 'object' && body !== null ? body : {};
  } catch {
    return {};
  }
}
