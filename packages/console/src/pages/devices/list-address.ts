/** What the list shows, as its address says it: filter, order and columns. A link shows the same to a colleague. */
import { useSearchParams } from 'wouter';

/** States by when a device was seen. */
export const seenStates = ['online', 'late', 'offline', 'never-seen'] as const;
/** One of them. */
export type SeenState = (typeof seenStates)[number];

/** Orders of the server. */
export const orders = [
  'name-asc',
  'name-desc',
  'created-at-asc',
  'created-at-desc',
  'last-seen-asc',
  'last-seen-desc',
] as const;
/** One of them. */
export type Order = (typeof orders)[number];

/** Columns that somebody can leave out. */
export const optionalColumns = ['group', 'tag', 'target', 'created-at'] as const;
/** One of them. */
export type OptionalColumn = (typeof optionalColumns)[number];

/** What is shown. */
export interface ListView {
  /** The beginning of a name or UUID, or a label as in `site=north`; may be empty. */
  readonly text: string;
  readonly seen: SeenState | null;
  readonly order: Order;
  readonly columns: readonly OptionalColumn[];
}

const defaultColumns: readonly OptionalColumn[] = ['group', 'tag', 'target'];
const defaultOrder: Order = 'name-asc';

const viewOf = (query: URLSearchParams): ListView => ({
  text: query.get('q') ?? '',
  seen: seenStates.find((one) => one === query.get('seen')) ?? null,
  order: orders.find((one) => one === query.get('sort')) ?? defaultOrder,
  columns: query.has('columns')
    ? optionalColumns.filter((one) => query.get('columns')!.split(',').includes(one))
    : defaultColumns,
});

/** Names what differs from what is shown without a word. */
const queryOf = ({ text, seen, order, columns }: ListView): URLSearchParams => {
  const query = new URLSearchParams();
  if (text !== '') query.set('q', text);
  if (seen !== null) query.set('seen', seen);
  if (order !== defaultOrder) query.set('sort', order);
  if (columns.join() !== defaultColumns.join()) query.set('columns', columns.join());
  return query;
};

/** The view, and what changes it: in the place of the address, so that going back leaves the list. */
export const useListView = (): readonly [ListView, (change: Partial<ListView>) => void] => {
  const [query, setQuery] = useSearchParams();
  const view = viewOf(query);
  return [view, (change) => setQuery(queryOf({ ...view, ...change }), { replace: true })];
};
