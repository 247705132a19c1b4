/** Scopes in a row of a table: some in full, many by their number until somebody wants to know. */
import type { ReactNode } from 'react';
import { en } from '../../strings/en.ts';

/** More than so many are folded. */
const shownMax = 4;

/** Opened by a click, or by Enter. */
export const ScopeList = ({ names }: { readonly names: readonly string[] }): ReactNode => {
  const list = names.map((name) => <code key={name}>{name} </code>);
  if (names.length <= shownMax) return <span className="scope-list">{list}</span>;
  return (
    <details className="scope-list">
      <summary>{en.admin.scopes(names.length)}</summary>
      {list}
    </details>
  );
};
