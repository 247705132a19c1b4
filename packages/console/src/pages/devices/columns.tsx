/** The columns of the list. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Moment } from '../../parts/moment.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { en } from '../../strings/en.ts';
import { type ListView, optionalColumns } from './list-address.ts';
import { type DeviceSummary, type SeenLimits, seenStateOf } from './queries.ts';

/** What a cell is made of. */
export interface CellContext {
  readonly limits: SeenLimits;
  /** Unix seconds. */
  readonly now: number;
}

/** A column; the words for its head are found by its id. */
export interface Column {
  readonly id: keyof typeof en.devices.columns;
  /** What orders by it begin with; null where the server has none. */
  readonly order: 'name' | 'created-at' | 'last-seen' | null;
  /** Left out where the window is narrow. */
  readonly isWide: boolean;
  cell(device: DeviceSummary, context: CellContext): ReactNode;
}

const NameCell = ({ device }: { readonly device: DeviceSummary }): ReactNode => (
  <Link href={`/devices/${device.uuid}`} className="name-link">
    <span className="name">{device.labels['name'] ?? en.devices.unnamed}</span>
    <span className="mono quiet-text">{device.uuid}</span>
  </Link>
);

const columns: readonly Column[] = [
  { id: 'name', order: 'name', isWide: false, cell: (device) => <NameCell device={device} /> },
  {
    id: 'state',
    order: null,
    isWide: false,
    cell: (device, { now, limits }) => (
      <StateMark state={seenStateOf(device['last-seen'], now, limits)} />
    ),
  },
  {
    id: 'last-seen',
    order: 'last-seen',
    isWide: false,
    cell: (device) => <Moment at={device['last-seen']} />,
  },
  { id: 'group', order: null, isWide: true, cell: ({ labels }) => labels['group'] ?? '' },
  { id: 'tag', order: null, isWide: true, cell: ({ tag }) => tag },
  { id: 'target', order: null, isWide: true, cell: ({ target }) => target },
  {
    id: 'created-at',
    order: 'created-at',
    isWide: true,
    cell: (device) => <Moment at={device['created-at']} />,
  },
];

/** Those that are shown, in their order. */
export const columnsOf = (view: ListView): readonly Column[] =>
  columns.filter(
    ({ id }) =>
      !(optionalColumns as readonly string[]).includes(id) ||
      (view.columns as readonly string[]).includes(id),
  );
