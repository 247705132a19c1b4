/** The places, at the side of a wide window and at the bottom of a narrow one. */
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { en } from '../strings/en.ts';
import { isWithin, places } from './places.ts';

/** Says which place this is. */
export const SideBar = (): ReactNode => {
  const [path] = useLocation();
  return (
    <nav className="side-bar" aria-label={en.shell.places}>
      <ul>
        {places.map((place) => {
          const { icon: Icon, word, path: to } = place;
          return (
            <li key={to}>
              <Link href={to} aria-current={isWithin(place, path) ? 'page' : undefined}>
                <Icon className="icon" aria-hidden />
                {word}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
};
