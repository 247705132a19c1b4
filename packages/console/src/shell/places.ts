/** The places of the side bar; eight at most. */
import { House, type LucideIcon, Router, Settings, ShieldAlert } from 'lucide-react';
import { en } from '../strings/en.ts';

/** A place. */
export interface Place {
  readonly path: string;
  readonly word: string;
  readonly icon: LucideIcon;
  /** After `g`. */
  readonly key: string;
}

/** In their order. */
export const places: readonly Place[] = [
  { path: '/', word: en.places.overview, icon: House, key: 'o' },
  { path: '/devices', word: en.places.devices, icon: Router, key: 'd' },
  {
    path: '/access-problems',
    word: en.places['access-problems'],
    icon: ShieldAlert,
    key: 'a',
  },
  { path: '/settings', word: en.places.settings, icon: Settings, key: 's' },
];

/** Whether an address is of a place: the first is one page, the others have pages within. */
export const isWithin = (place: Place, path: string): boolean =>
  path === place.path || (place.path !== '/' && path.startsWith(`${place.path}/`));
