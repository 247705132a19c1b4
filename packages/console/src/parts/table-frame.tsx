/** Around a table that may be larger than its place, and is then scrolled in itself, with the keyboard too. */
import type { ReactNode, RefObject } from 'react';

/** What is around what. */
export interface TableFrameProps {
  /** What the table is of. */
  readonly label: string;
  /** Given for a table as high as the window lets it be. */
  readonly frame?: RefObject<HTMLDivElement | null>;
  readonly children: ReactNode;
}

/** Can have the focus, so that arrows scroll it. */
export const TableFrame = ({ label, frame, children }: TableFrameProps): ReactNode => (
  <div
    className={frame === undefined ? 'table-frame' : 'table-frame tall'}
    role="region"
    aria-label={label}
    tabIndex={0}
    ref={frame}
  >
    {children}
  </div>
);
