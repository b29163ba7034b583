/** The server lets no other schemes in; a page that follows links takes nobody's word for that. */
const schemes = ['http:', 'https:', 'mailto:'];

/** A link that may be followed, or undefined: `javascript:` and its like would run in the page. */
export function safeLink(link: string | undefined): string | undefined {
  if (link === undefined) return undefined;
  try {
    return schemes.includes(new URL(link, document.baseURI).protocol) ? link : undefined;
  } catch {
    return undefined;
  }
}
