/** What is shown where there is nothing yet. */
import type { ReactNode } from 'react';
import { en } from '../strings/en.ts';

/** Never over something that is there already. */
export const Loading = (): ReactNode => (
  <p className="loading" role="status">
    {en.shell.loading}
  </p>
);

/** Says what would be here, why it is not, and what changes that. */
export const Empty = ({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ReactNode;
}): ReactNode => (
  <div className="empty">
    <strong>{title}</strong>
    {children}
  </div>
);
