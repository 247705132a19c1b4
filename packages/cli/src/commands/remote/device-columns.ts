/** How devices and what belongs to them look in tables. */
import type { components } from '@moorgate/client';
import type { Column } from '../../output/output.ts';

type Schemas = components['schemas'];
type Summary = Schemas['DeviceSummary'];

/** The orders of the list of devices. */
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

const labelsOf = (labels: Readonly<Record<string, string>>, ...without: string[]): string =>
  Object.entries(labels)
    .filter(([key]) => !without.includes(key))
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');

const commonColumns: readonly Column<Summary>[] = [
  { title: 'name', of: ({ labels }) => labels['name'] ?? '' },
  { title: 'group', of: ({ labels }) => labels['group'] ?? '' },
  { title: 'last seen', of: (device, showDate) => showDate(device['last-seen']) },
  { title: 'target', of: ({ target }) => target },
  { title: 'tag', of: ({ tag }) => tag },
  { title: 'labels', of: ({ labels }) => labelsOf(labels, 'name', 'group') },
];

const uuid: Column<{ readonly uuid: string }> = {
  title: 'uuid',
  isWhole: true,
  of: (row) => row.uuid,
};

/** A line of the list of devices. */
export const deviceSummaryColumns: readonly Column<Summary>[] = [uuid, ...commonColumns];

/** One device. */
export const deviceColumns: readonly Column<Schemas['Device']>[] = [
  uuid,
  ...commonColumns,
  { title: 'created', of: (device, showDate) => showDate(device['created-at']) },
  { title: 'factory', of: ({ factory }) => factory },
  { title: 'apps', of: ({ apps }) => (apps ?? []).join(' ') },
  { title: 'OSTree hash', of: (device) => device['ostree-hash'] },
  { title: 'update', of: (device) => device['update-name'] },
  { title: 'public key', of: ({ pubkey }) => pubkey },
];

/** The keys of a device. */
export const keyColumns: readonly Column<Schemas['DeviceKey']>[] = [
  { title: 'state', of: ({ state }) => state },
  { title: 'sha256', of: (key) => key['spki-sha256'] },
  { title: 'created', of: (key, showDate) => showDate(key['created-at']) },
  { title: 'presented', of: (key, showDate) => showDate(key['last-presented-at']) },
];

/** Keys that were refused. */
export const pendingKeyColumns: readonly Column<Schemas['PendingKey']>[] = [
  uuid,
  { title: 'sha256', of: (key) => key['spki-sha256'] },
  { title: 'created', of: (key, showDate) => showDate(key['created-at']) },
  { title: 'presented', of: (key, showDate) => showDate(key['last-presented-at']) },
];

/** The denied list. */
export const deniedColumns: readonly Column<Schemas['DeniedDevice']>[] = [
  uuid,
  { title: 'denied', of: (device, showDate) => showDate(device['denied-at']) },
  { title: 'by', of: (device) => device['denied-by'] },
  { title: 'factory', of: ({ factory }) => factory },
  { title: 'reason', of: ({ reason }) => reason ?? '' },
];

/** Devices that wait for their enrolment. */
export const enrolmentColumns: readonly Column<Schemas['PendingEnrolment']>[] = [
  uuid,
  { title: 'sha256', of: (enrolment) => enrolment['spki-sha256'] },
  { title: 'factory', of: ({ factory }) => factory },
  { title: 'address', of: (enrolment) => enrolment['remote-address'] },
  { title: 'first', of: (enrolment, showDate) => showDate(enrolment['first-presented-at']) },
  { title: 'last', of: (enrolment, showDate) => showDate(enrolment['last-presented-at']) },
];

/** Permits to come back with another key. */
export const permitColumns: readonly Column<Schemas['RekeyPermit']>[] = [
  { title: 'id', isWhole: true, of: ({ id }) => id },
  { title: 'state', of: ({ state }) => state },
  { title: 'sha256', of: (permit) => permit['spki-sha256'] ?? 'any' },
  { title: 'created', of: (permit, showDate) => showDate(permit['created-at']) },
  { title: 'by', of: (permit) => permit['created-by'] },
  { title: 'ends', of: (permit, showDate) => showDate(permit['expires-at']) },
  { title: 'used', of: (permit, showDate) => showDate(permit['used-at']) },
  { title: 'reason', of: ({ reason }) => reason ?? '' },
];
