export interface Request {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: unknown;
}

type Answer = { status?: number; body?: unknown; headers?: Record<string, string> } | Error;

/** Answers what the test has queued, in order, and keeps what was asked. */
export function fakeFetch(...answers: Answer[]): { fetch: typeof fetch; requests: Request[] } {
  const requests: Request[] = [];
  const fake = async (url: string, init: RequestInit) => {
    const headers = init.headers as Record<string, string>;
    requests.push({ method: init.method!, url, headers, body: init.body && JSON.parse(init.body as string) });
    const answer = answers.shift();
    if (!answer) throw new Error(`nothing queued for ${init.method} ${url}`);
    if (answer instanceof Error) throw answer;
    const { status = 200, body, headers: more } = answer;
    return new Response(body === undefined ? null : JSON.stringify(body), { status, ...(more && { headers: more }) });
  };
  return { fetch: fake as typeof fetch, requests };
}
