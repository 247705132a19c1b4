/** The rows that can be seen, and no others, of however many there are. */
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import { useNow } from '../../parts/now.ts';
import { useRowKeys } from '../../parts/use-row-keys.ts';
import { ColumnHead } from './column-head.tsx';
import { type Column, columnsOf } from './columns.tsx';
import type { ListView } from './list-address.ts';
import type { DeviceSummary, SeenLimits } from './queries.ts';

/** What is shown, and what asks for more. */
export interface DevicesTableProps {
  readonly devices: readonly DeviceSummary[];
  readonly hasMore: boolean;
  readonly view: ListView;
  readonly limits: SeenLimits;
  onMore(): void;
  onView(change: Partial<ListView>): void;
}

/** Two lines, and what is around them. */
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

interface RowsProps extends Pick<DevicesTableProps, 'devices' | 'limits'> {
  readonly columns: readonly Column[];
  readonly rows: Virtualizer<HTMLDivElement, Element>;
}

const Rows = ({ devices, limits, columns, rows }: RowsProps): ReactNode => {
  const now = useNow();
  const shown = rows.getVirtualItems();
  const first = shown[0]?.start ?? 0;
  const end = shown.at(-1)?.end ?? 0;
  return (
    <tbody>
      <Gap height={first} columns={columns.length} />
      {shown.map(({ index }) => {
        const device = devices[index];
        if (device === undefined) return null;
        return (
          <tr key={device.uuid} data-row={index} aria-rowindex={index + 2}>
            {columns.map(({ id, isWide, cell }) => (
              <td key={id} className={isWide ? 'wide-only' : undefined}>
                {cell(device, { limits, now })}
              </td>
            ))}
          </tr>
        );
      })}
      <Gap height={rows.getTotalSize() - end} columns={columns.length} />
    </tbody>
  );
};

/** Scrolls in itself; `j` and `k` go from row to row. */
export const DevicesTable = (props: DevicesTableProps): ReactNode => {
  'use no memo';
  const { devices, hasMore, view, limits, onMore, onView } = props;
  const frame = useRef<HTMLDivElement>(null);
  const columns = columnsOf(view);
  // eslint-disable-next-line react-hooks/incompatible-library -- the compiler of React is not used.
  const rows = useVirtualizer({
    count: devices.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  const last = rows.range?.endIndex ?? 0;
  useEffect(() => {
    if (hasMore && last >= devices.length - rowsAhead) onMore();
  }, [hasMore, last, devices.length, onMore]);
  useRowKeys(frame, devices.length, (index) => rows.scrollToIndex(index));
  return (
    <div className="table-frame tall" ref={frame}>
      <table aria-rowcount={hasMore ? -1 : devices.length + 1}>
        <thead>
          <tr>
            {columns.map((column) => (
              <ColumnHead
                key={column.id}
                column={column}
                order={view.order}
                onOrder={(order) => onView({ order })}
              />
            ))}
          </tr>
        </thead>
        <Rows devices={devices} limits={limits} columns={columns} rows={rows} />
      </table>
    </div>
  );
};
