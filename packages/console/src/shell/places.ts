/** The places of the side bar; eight at most. */
import { Boxes, House, type LucideIcon, Router, Settings, ShieldAlert } from 'lucide-react';
import { en } from '../strings/en.ts';

/** A place. */
export interface Place {
  readonly path: string;
  /** Where else its pages are. */
  readonly alsoAt?: readonly string[];
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
  {
    path: '/applications',
    alsoAt: ['/hosts', '/operations'],
    word: en.places.applications,
    icon: Boxes,
    key: 'p',
  },
  {
    path: '/settings',
    alsoAt: ['/admin'],
    word: en.places.settings,
    icon: Settings,
    key: 's',
  },
];

const isBelow = (root: string, path: string): boolean =>
  path === root || (root !== '/' && path.startsWith(`${root}/`));

/** Whether an address is of a place: the first is one page, the others have pages within. */
export const isWithin = ({ path: root, alsoAt = [] }: Place, path: string): boolean =>
  [root, ...alsoAt].some((one) => isBelow(one, path));
