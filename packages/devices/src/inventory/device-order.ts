/** The orders of the list of devices, and places in it. */
import { decodeCursor, encodeCursor } from '@moorgate/auth';
import {
  type DeviceListKey,
  type DeviceListPage,
  type DeviceListRow,
  ownerKeyOf,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { storedUuidPattern } from '../parse-uuid.ts';

/** Devices without a name come last in both orders by name; equal ones follow by UUID, in the same direction. */
export const deviceOrders = [
  'name-asc',
  'name-desc',
  'uuid-asc',
  'uuid-desc',
  'created-at-asc',
  'created-at-desc',
  'last-seen-asc',
  'last-seen-desc',
] as const;

/** By owner is an order of its own: devices of one owner follow each other by name, and those of nobody come last. */
export type DeviceOrder = (typeof deviceOrders)[number] | 'owner-asc';

interface Order {
  readonly key: DeviceListKey;
  readonly isDescending: boolean;
}

const orders: Readonly<Record<DeviceOrder, Order>> = {
  'name-asc': { key: 'name', isDescending: false },
  'name-desc': { key: 'name', isDescending: true },
  'uuid-asc': { key: 'uuid', isDescending: false },
  'uuid-desc': { key: 'uuid', isDescending: true },
  'created-at-asc': { key: 'created_at', isDescending: false },
  'created-at-desc': { key: 'created_at', isDescending: true },
  'last-seen-asc': { key: 'last_seen_at', isDescending: false },
  'last-seen-desc': { key: 'last_seen_at', isDescending: true },
  'owner-asc': { key: 'owner', isDescending: false },
};

/** The key and the direction of an order. */
export const orderOf = (order: DeviceOrder): Order => orders[order];

/** A cursor's value: the name, empty where there is none; the milliseconds of a time; nothing for an order by UUID. */
const valuePatterns: Readonly<Record<DeviceListKey, RegExp>> = {
  name: /^[A-Za-z0-9._-]{0,60}$/,
  uuid: /^$/,
  created_at: /^\d{1,15}$/,
  last_seen_at: /^\d{1,15}$/,
  owner: /^[0-9a-f-]{36} [A-Za-z0-9._~-]{1,60}$|^~ [A-Za-z0-9._~-]{1,60}$/,
};

const valueOf = (key: DeviceListKey, row: DeviceListRow): string => {
  switch (key) {
    case 'name':
      return row.labels['name'] ?? '';
    case 'uuid':
      return '';
    case 'created_at':
      return String(row.created_at.getTime());
    case 'owner':
      return ownerKeyOf(row.owner_id, row.labels['name'] ?? null);
    case 'last_seen_at':
      return String(row.last_seen_at?.getTime() ?? 0);
  }
};

/** The cursor that means: from behind this line, in this order. */
export const deviceCursor = (order: DeviceOrder, row: DeviceListRow): string =>
  encodeCursor([order, valueOf(orders[order].key, row), row.uuid]);

/** The place that a cursor stands for. Throws `cursor_invalid`, for the cursor of another order too. */
export const devicePositionFromCursor = (
  order: DeviceOrder,
  cursor: string,
): NonNullable<DeviceListPage['after']> => {
  const { key } = orders[order];
  const patterns = [/^[a-z-]+$/, valuePatterns[key], storedUuidPattern];
  const [cursorOrder, value, uuid] = decodeCursor(cursor, patterns) as [string, string, string];
  if (cursorOrder !== order) throw fault('cursor_invalid');
  if (key === 'name') return { value: value === '' ? null : value, uuid };
  if (key === 'owner') return { value, uuid };
  return { value: key === 'uuid' ? null : new Date(Number(value)), uuid };
};
