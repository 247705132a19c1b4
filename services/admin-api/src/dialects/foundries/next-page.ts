/** The address of the next page of a list, which clients ask for as it is. */
import type { Input, RequestDefinition } from '@moorgate/http';
import type { FoundriesContext } from './context.ts';
import { requestOrigin } from './request-origin.ts';

/** Which page was asked for, and with what. */
export interface AskedPage extends Pick<Input<RequestDefinition>, 'path' | 'headers'> {
  /** The parameters as the client gave them. */
  readonly query: Readonly<Record<string, string | number | undefined>>;
  readonly page: number;
}

/** An absolute URL with the scheme, host and port of the request; null where there is no next page. */
export const nextPage = (
  { ownOrigin }: Pick<FoundriesContext, 'ownOrigin'>,
  { path, headers, query, page }: AskedPage,
  hasMore: boolean,
): string | null => {
  if (!hasMore) return null;
  const given = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === undefined || name === 'page' ? [] : [[name, String(value)]],
  );
  const search = new URLSearchParams([...given, ['page', String(page + 1)]]);
  return `${requestOrigin({ ownOrigin }, headers)}${path}?${search.toString()}`;
};

/** The part of a short list that is a page of it, and how many pages there are. */
export const pageOfList = <T>(
  items: readonly T[],
  { page, limit }: { readonly page: number; readonly limit: number },
): { readonly items: readonly T[]; readonly hasMore: boolean } => ({
  items: items.slice((page - 1) * limit, page * limit),
  hasMore: items.length > page * limit,
});
