/** The list of devices: as many columns as somebody chose, in the order that they chose. */
import type { ReactNode } from 'react';
import { LongTable } from '../../parts/long-table.tsx';
import { useNow } from '../../parts/now.ts';
import { en } from '../../strings/en.ts';
import { ColumnHead } from './column-head.tsx';
import { columnsOf } from './columns.tsx';
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

/** Of any length. */
export const DevicesTable = (props: DevicesTableProps): ReactNode => {
  const { devices, hasMore, view, limits, onMore, onView } = props;
  const now = useNow();
  const columns = columnsOf(view).map((column) => ({
    id: column.id,
    isWide: column.isWide,
    head: (
      <ColumnHead
        key={column.id}
        column={column}
        order={view.order}
        onOrder={(order) => onView({ order })}
      />
    ),
    cell: (device: DeviceSummary) => column.cell(device, { limits, now }),
  }));
  return (
    <LongTable
      label={en.places.devices}
      items={devices}
      columns={columns}
      hasMore={hasMore}
      keyOf={({ uuid }) => uuid}
      onMore={onMore}
    />
  );
};
