/** The link to the next page of a list. */
import { linkHeader, type PageLink } from '@moorgate/http';

/** A `Link` header with `rel="next"`; no header on the last page, where the cursor is null. */
export const nextPageHeaders = (
  path: string,
  query: PageLink['query'],
  cursor: string | null,
): Record<string, string> =>
  cursor === null ? {} : { Link: linkHeader([{ rel: 'next', path, query: { ...query, cursor } }]) };
