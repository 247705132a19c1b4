/** A list that the server gives page by page: what failed, what is there, or that nothing is. */
import type { ReactNode } from 'react';
import { Empty, Loading } from './loading.tsx';
import { type LongColumn, LongTable } from './long-table.tsx';
import type { Pages } from './pages.ts';
import { ProblemNotice } from './problem.tsx';

/** What it is of. */
export interface PagedListProps<Item> {
  readonly label: string;
  readonly pages: Pages<Item>;
  readonly columns: readonly LongColumn<Item>[];
  readonly none: { readonly title: string; readonly body: string };
  keyOf(item: Item): string;
}

/** A column whose head is a word. */
export const wordColumn = <Item,>(
  head: string,
  cell: (item: Item) => ReactNode,
  isWide = false,
): LongColumn<Item> => ({
  id: head,
  isWide,
  head: (
    <th key={head} scope="col" className={isWide ? 'wide-only' : undefined}>
      {head}
    </th>
  ),
  cell,
});

/** Of any length. What is there stays when it cannot be fetched again. */
export const PagedList = <Item,>(props: PagedListProps<Item>): ReactNode => {
  const { label, pages, columns, none, keyOf } = props;
  const { items, error, hasMore, onMore } = pages;
  if (items === undefined) return error === null ? <Loading /> : <ProblemNotice error={error} />;
  if (items.length === 0 && !hasMore)
    return (
      <Empty title={none.title}>
        <p>{none.body}</p>
      </Empty>
    );
  return (
    <LongTable
      label={label}
      items={items}
      columns={columns}
      hasMore={hasMore}
      keyOf={keyOf}
      onMore={onMore}
    />
  );
};
