/** Devices by state, each number with the list behind it. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Fleet } from '../../api/fleet.ts';
import { type StateName, StateMark } from '../../parts/state-mark.tsx';
import { count, en } from '../../strings/en.ts';

interface Tile {
  readonly state: StateName;
  readonly count: number;
  readonly to: string;
}

const tilesOf = (fleet: Fleet): readonly Tile[] => [
  { state: 'online', count: fleet.online, to: '/devices?seen=online' },
  { state: 'late', count: fleet.late, to: '/devices?seen=late' },
  { state: 'offline', count: fleet.offline, to: '/devices?seen=offline' },
  { state: 'never-seen', count: fleet['never-seen'], to: '/devices?seen=never-seen' },
  { state: 'refused', count: fleet['refused-keys'], to: '/access-problems/refused' },
  ...(fleet['pending-enrolments'] === null
    ? []
    : [
        {
          state: 'pending',
          count: fleet['pending-enrolments'],
          to: '/access-problems/pending',
        } as const,
      ]),
  { state: 'denied', count: fleet.denied, to: '/access-problems/denied' },
];

/** In the order of their weight. */
export const FleetTiles = ({ fleet }: { readonly fleet: Fleet }): ReactNode => (
  <section className="panel" aria-label={en.overview.devices}>
    <h2>{en.overview.devices}</h2>
    <ul className="tiles">
      {tilesOf(fleet).map(({ state, count: value, to }) => (
        <li key={state}>
          <Link href={to}>
            <span className="count">{count(value)}</span>
            <StateMark state={state} />
          </Link>
        </li>
      ))}
    </ul>
  </section>
);
