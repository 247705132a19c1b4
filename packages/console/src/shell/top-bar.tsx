/** The bar on top: whose fleet this is, the search, the keys and the person. */
import { Keyboard, Search } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useFleet } from '../api/fleet.ts';
import { en } from '../strings/en.ts';
import { PersonMenu } from './person-menu.tsx';

/** What it shows and opens. */
export interface TopBarProps {
  readonly person: string;
  openSearch(): void;
  openKeys(): void;
}

const Brand = (): ReactNode => {
  const { data } = useFleet();
  return (
    <Link href="/" className="brand">
      {en.product} {data !== undefined && <span className="factory">{data.factory}</span>}
    </Link>
  );
};

/** Stays when the page is scrolled. */
export const TopBar = ({ person, openSearch, openKeys }: TopBarProps): ReactNode => (
  <header className="top-bar">
    <Brand />
    <button type="button" className="plain search-button" onClick={openSearch}>
      <Search className="icon" aria-hidden />
      <span>{en.shell.searchHint}</span>
      <kbd aria-hidden>/</kbd>
    </button>
    <button
      type="button"
      className="quiet help-button"
      aria-label={en.shell.keys}
      onClick={openKeys}
    >
      <Keyboard className="icon" aria-hidden />
    </button>
    <PersonMenu name={person} />
  </header>
);
