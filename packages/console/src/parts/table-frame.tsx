/** Around a table that may be wider than the window, and is then scrolled in itself, with the keyboard too. */
import type { ReactNode } from 'react';

/** `label` says what the table is of. */
export const TableFrame = ({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ReactNode;
}): ReactNode => (
  <div className="table-frame" role="region" aria-label={label} tabIndex={0}>
    {children}
  </div>
);
