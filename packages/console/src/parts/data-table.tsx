/** A table with a title above each column. */
import type { ReactNode } from 'react';
import { TableFrame } from './table-frame.tsx';

interface DataTableProps {
  /** What it is of. */
  readonly label: string;
  readonly columns: readonly string[];
  readonly className?: string;
  /** Its rows. */
  readonly children: ReactNode;
}

/** Scrolled in itself where it is wider than the window. */
export const DataTable = ({ label, columns, className, children }: DataTableProps): ReactNode => (
  <TableFrame label={label}>
    <table className={className}>
      <thead>
        <tr>
          {columns.map((words) => (
            <th key={words} scope="col">
              {words}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </TableFrame>
);
