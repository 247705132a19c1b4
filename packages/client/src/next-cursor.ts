/** Where the next page of a list begins. */

/**
 * The cursor of the next page: `X-Next-Cursor` where a list has it, whose links may count pages instead, else that of the
 * `next` link (RFC 8288). Null on the last page.
 */
export const nextCursorOf = ({ headers }: Pick<Response, 'headers'>): string | null => {
  const cursor = headers.get('x-next-cursor');
  if (cursor !== null) return cursor;
  const link = /<([^>]*)>\s*;\s*rel="?next"?/.exec(headers.get('link') ?? '')?.[1];
  if (link === undefined) return null;
  return new URL(link, 'http://relative.invalid').searchParams.get('cursor');
};
