import { sign } from 'node:crypto';
import { workspace } from './page.js';

// The application's identity provider: its tokens are for the script's workspace and for others.

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** @param key The private key, as PEM. @param now Milliseconds since 1970 by a clock that is right. */
export function jwtFor(key: string, user: string, ttlSeconds: number, now: number): string {
  const issuedAt = Math.floor(now / 1_000);
  const claims = { iss: 'https://id.example.com', aud: 'realtime', sub: user, iat: issuedAt, exp: issuedAt + 1 + ttlSeconds, workspaces: ['another', workspace] };
  const body = `${part({ alg: 'RS256', typ: 'JWT', kid: 'one' })}.${part(claims)}`;
  return `${body}.${sign('sha256', Buffer.from(body), key).toString('base64url')}`;
}
