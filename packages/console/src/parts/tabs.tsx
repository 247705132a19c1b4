/** The parts of a page, each with an address of its own. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';

/** One of them. */
export interface Tab {
  readonly path: string;
  readonly word: string;
}

/** `shown` is the path of the one that is open. */
export const Tabs = ({
  label,
  tabs,
  shown,
}: {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly shown: string;
}): ReactNode => (
  <nav className="tabs" aria-label={label}>
    {tabs.map(({ path, word }) => (
      <Link key={path} href={path} aria-current={path === shown ? 'page' : undefined}>
        {word}
      </Link>
    ))}
  </nav>
);
