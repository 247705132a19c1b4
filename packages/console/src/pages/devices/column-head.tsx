/** The head of a column, by which the list is put in order where the server can. */
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { en } from '../../strings/en.ts';
import type { Column } from './columns.tsx';
import type { Order } from './list-address.ts';

interface ColumnHeadProps {
  readonly column: Column;
  readonly order: Order;
  onOrder(order: Order): void;
}

/** Says in which order the list is, to who does not see the arrow too. */
export const ColumnHead = ({ column, order, onOrder }: ColumnHeadProps): ReactNode => {
  const words = en.devices.columns[column.id];
  const className = column.isWide ? 'wide-only' : undefined;
  if (column.order === null)
    return (
      <th scope="col" className={className}>
        {words}
      </th>
    );
  const isAscending = order === `${column.order}-asc`;
  const isOrdered = isAscending || order === `${column.order}-desc`;
  const Arrow = isAscending ? ArrowUp : ArrowDown;
  return (
    <th
      scope="col"
      className={className}
      {...(isOrdered && { 'aria-sort': isAscending ? 'ascending' : 'descending' })}
    >
      <button
        type="button"
        className="column-button"
        onClick={() => onOrder(`${column.order!}-${isAscending ? 'desc' : 'asc'}`)}
      >
        {words}
        {isOrdered && <Arrow className="icon" aria-hidden />}
      </button>
    </th>
  );
};
