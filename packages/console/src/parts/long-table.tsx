/** A table of any length: the rows that can be seen, and no others, of as many as the server has. */
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import { TableFrame } from './table-frame.tsx';
import { useRowKeys } from './use-row-keys.ts';

/** A column. */
export interface LongColumn<Item> {
  readonly id: string;
  /** A `th`. */
  readonly head: ReactNode;
  /** Left out where the window is narrow. */
  readonly isWide?: boolean;
  cell(item: Item): ReactNode;
}

/** What is shown, and what asks for more. */
export interface LongTableProps<Item> {
  /** What the table is of. */
  readonly label: string;
  readonly items: readonly Item[];
  readonly columns: readonly LongColumn<Item>[];
  readonly hasMore: boolean;
  /** What a row is known by. */
  keyOf(item: Item): string;
  onMore(): void;
}

/** Two lines, and what is around them: what a row takes that was not seen yet. */
const rowHeight = 52;
/** Asked for the next page when so few rows are left. */
const rowsAhead = 60;

/** A row that takes the place of those that are not there. */
const Gap = ({ height, columns }: { readonly height: number; readonly columns: number }) =>
  height > 0 ? (
    <tr aria-hidden className="gap">
      <td colSpan={columns} style={{ height, padding: 0 }} />
    </tr>
  ) : null;

interface RowsProps<Item> extends Pick<LongTableProps<Item>, 'items' | 'columns' | 'keyOf'> {
  readonly rows: Virtualizer<HTMLDivElement, HTMLTableRowElement>;
}

const Rows = <Item,>({ items, columns, keyOf, rows }: RowsProps<Item>): ReactNode => {
  const shown = rows.getVirtualItems();
  return (
    <tbody>
      <Gap height={shown[0]?.start ?? 0} columns={columns.length} />
      {shown.map(({ index }) => {
        const item = items[index];
        if (item === undefined) return null;
        return (
          <tr
            key={keyOf(item)}
            ref={rows.measureElement}
            data-row={index}
            aria-rowindex={index + 2}
          >
            {columns.map(({ id, isWide = false, cell }) => (
              <td key={id} className={isWide ? 'wide-only' : undefined}>
                {cell(item)}
              </td>
            ))}
          </tr>
        );
      })}
      <Gap height={rows.getTotalSize() - (shown.at(-1)?.end ?? 0)} columns={columns.length} />
    </tbody>
  );
};

/** Scrolls in itself; `j` and `k` go from row to row. */
export const LongTable = <Item,>(props: LongTableProps<Item>): ReactNode => {
  'use no memo';
  const { label, items, columns, hasMore, keyOf, onMore } = props;
  const frame = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- the compiler of React is not used.
  const rows = useVirtualizer<HTMLDivElement, HTMLTableRowElement>({
    count: items.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    indexAttribute: 'data-row',
    overscan: 10,
  });
  const last = rows.range?.endIndex ?? 0;
  useEffect(() => {
    if (hasMore && last >= items.length - rowsAhead) onMore();
  }, [hasMore, last, items.length, onMore]);
  useRowKeys(frame, items.length, (index) => rows.scrollToIndex(index));
  return (
    <TableFrame label={label} frame={frame}>
      <table aria-rowcount={hasMore ? -1 : items.length + 1}>
        <thead>
          <tr>{columns.map(({ head }) => head)}</tr>
        </thead>
        <Rows items={items} columns={columns} keyOf={keyOf} rows={rows} />
      </table>
    </TableFrame>
  );
};
