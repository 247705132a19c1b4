/** Where the next page of a list begins. */

/** The cursor of the `next` link of an answer (RFC 8288); null on the last page. */
export const nextCursorOf = (response: Response): string | null => {
  const link = /<([^>]*)>\s*;\s*rel="?next"?/.exec(response.headers.get('link') ?? '')?.[1];
  if (link === undefined) return response.headers.get('x-next-cursor');
  return new URL(link, 'http://relative.invalid').searchParams.get('cursor');
};
