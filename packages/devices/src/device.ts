/** A device as operators see it, and what the store's rows of it mean. */
import type { DeniedDeviceRow, DeviceListRow, DeviceRow, Labels } from '@moorgate/db';
import { spkiPem } from './keys/spki-pem.ts';

/** One line of the list of devices. */
export interface DeviceSummary {
  /** In lower case. */
  readonly uuid: string;
  readonly createdAt: Date;
  /** Null: never. */
  readonly lastSeenAt: Date | null;
  /** The target that the device last reported; empty when it reported none. */
  readonly targetName: string;
  readonly tag: string;
  readonly labels: Labels;
}

/** A device that is not denied. */
export interface Device extends DeviceSummary {
  readonly factory: string;
  readonly isProduction: boolean;
  readonly apps: readonly string[];
  readonly ostreeHash: string;
  /** The update that it is assigned to. */
  readonly updateName: string | null;
  /** The newest of its live keys; null for a device that has none yet. */
  readonly publicKeyPem: string | null;
  /** The name of the user whom operators say that it belongs to; null for nobody. It gives no right. */
  readonly owner: string | null;
  /** The name of whoever registered it; null where it enrolled by itself. */
  readonly registeredBy: string | null;
}

/** A device on the denied list. */
export interface DeniedDevice {
  readonly uuid: string;
  readonly factory: string;
  readonly deniedAt: Date;
  readonly deniedBy: string;
  readonly reason: string | null;
}

/** The row of a list as a line of it. */
export const deviceSummaryFromRow = (
  row: Omit<DeviceListRow, 'owner_id' | 'is_production'>,
): DeviceSummary => ({
  uuid: row.uuid,
  createdAt: row.created_at,
  lastSeenAt: seenAt(row.last_seen_at),
  targetName: row.target_name ?? '',
  tag: row.tag ?? '',
  labels: row.labels,
});

/** The row of a device as a device. */
export const deviceFromRow = (row: DeviceRow): Device => ({
  ...deviceSummaryFromRow(row),
  factory: row.factory,
  isProduction: row.is_production,
  apps: listApps(row.apps ?? ''),
  ostreeHash: row.ostree_hash ?? '',
  updateName: row.update_name,
  publicKeyPem: row.spki === null ? null : spkiPem(row.spki),
  owner: row.owner,
  registeredBy: row.registered_by,
});

/** The row of a denied device as an entry of the denied list. */
export const deniedDeviceFromRow = (row: DeniedDeviceRow): DeniedDevice => ({
  uuid: row.uuid,
  factory: row.factory,
  deniedAt: row.denied_at,
  deniedBy: row.denied_by,
  reason: row.denial_reason,
});

/** The store keeps the Unix epoch for a device that was never seen. */
const seenAt = (at: Date | null): Date | null => (at === null || at.getTime() === 0 ? null : at);

/** The apps of the check-in header, which separates them by commas. */
const listApps = (header: string): string[] =>
  header
    .split(',')
    .map((app) => app.trim())
    .filter((app) => app !== '');
