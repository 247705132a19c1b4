/** Lists that the server gives page by page. */
import { nextCursorOf } from '@moorgate/client';
import {
  type InfiniteData,
  keepPreviousData,
  useInfiniteQuery,
  type UseInfiniteQueryResult,
} from '@tanstack/react-query';
import { refreshMs } from '../api/query-client.ts';

/** How many entries are asked for at once. */
export const pageSize = 200;
/** Longer lists are not refreshed by themselves: each page would be asked for again. */
const refreshedPagesMax = 2;

/** A page, and where the next one begins. */
interface ListPage<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** Which page is asked for. */
export interface PageRequest {
  readonly query: { readonly limit: number; readonly cursor?: string };
  readonly signal: AbortSignal;
}

/** What a page is in the answer of the server. */
interface PageAnswer<Item> {
  readonly data?: readonly Item[];
  readonly response: Response;
}

/** As much of a list as was fetched. */
export interface Pages<Item> {
  /** Undefined until the first page is there. */
  readonly items: readonly Item[] | undefined;
  readonly error: Error | null;
  readonly hasMore: boolean;
  /** Asks for the next page, unless that is being done. */
  onMore(): void;
}

const toPages = <Item>(
  found: UseInfiniteQueryResult<InfiniteData<ListPage<Item>>>,
): Pages<Item> => ({
  items: found.data?.pages.flatMap(({ items }) => items),
  error: found.error,
  hasMore: found.hasNextPage,
  onMore: () => {
    if (!found.isFetchingNextPage) void found.fetchNextPage();
  },
});

/** The pages so far. What was there stays until the answer to another `queryKey` is. */
export const usePages = <Item>(
  queryKey: readonly unknown[],
  askFor: (request: PageRequest) => Promise<PageAnswer<Item>>,
): Pages<Item> =>
  toPages(
    useInfiniteQuery({
      queryKey,
      queryFn: async ({ pageParam, signal }): Promise<ListPage<Item>> => {
        const query = { limit: pageSize, ...(pageParam !== null && { cursor: pageParam }) };
        const { data, response } = await askFor({ query, signal });
        return { items: data ?? [], next: nextCursorOf(response) };
      },
      initialPageParam: null as string | null,
      getNextPageParam: ({ next }) => next,
      placeholderData: keepPreviousData,
      refetchInterval: ({ state }) =>
        (state.data?.pages.length ?? 0) > refreshedPagesMax ? false : refreshMs,
    }),
  );
