/** The head of a page: what it is, its sentence of truth, and what can be done. */
import { type ReactNode, useEffect } from 'react';
import { en } from '../strings/en.ts';

/** What stands there. */
export interface PageHeadProps {
  readonly title: string;
  /** The answer to why somebody came, in words. */
  readonly truth?: ReactNode;
  readonly actions?: ReactNode;
}

/** Also names the tab of the browser. */
export const PageHead = ({ title, truth, actions }: PageHeadProps): ReactNode => {
  useEffect(() => {
    document.title = `${title} · ${en.product}`;
  }, [title]);
  return (
    <header className="page-head">
      <h1 tabIndex={-1}>{title}</h1>
      {actions !== undefined && <div className="actions">{actions}</div>}
      {truth !== undefined && <p className="truth">{truth}</p>}
    </header>
  );
};
