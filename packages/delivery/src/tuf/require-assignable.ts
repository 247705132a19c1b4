/** Whether devices would accept the metadata of an update. */
import {
  type ConflictingDeviceRow,
  type Db,
  listDevicesInMetadataConflict,
  type MetadataConflict,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';

/** An update and the devices that are to be assigned to it. */
export interface WantedAssignment {
  readonly updateId: string;
  readonly deviceUuids: readonly string[];
}

const reasons: Readonly<Record<MetadataConflict, string>> = {
  roots: 'has a root that is none of those of the update',
  rollback:
    'has seen metadata of a higher version, and would take this for an attempt to roll it back',
};

/** Why a device would refuse, in words. */
export const describeConflict = ({ deviceUuid, conflict }: ConflictingDeviceRow): string =>
  `The device ${deviceUuid} ${reasons[conflict]}.`;

/**
 * The devices that would refuse the metadata of the update, with the reason. Metadata that is signed here is refused only by devices
 * that follow the roots of somebody else: its versions are above all others once `resignUpdate` has been called.
 */
export const listRefusingDevices = (
  db: Db,
  { updateId, deviceUuids }: WantedAssignment,
): Promise<ConflictingDeviceRow[]> =>
  deviceUuids.length === 0
    ? Promise.resolve([])
    : listDevicesInMetadataConflict(db, updateId, deviceUuids);

/** Throws `metadata_not_acceptable`, whose detail names the first of them, where there are devices that would refuse. */
export const throwRefused = (refusing: readonly ConflictingDeviceRow[]): void => {
  const [first] = refusing;
  if (first === undefined) return;
  const others = refusing.length === 1 ? '' : ` So do ${refusing.length - 1} others.`;
  throw fault('metadata_not_acceptable', { detail: describeConflict(first) + others });
};

/** Throws `metadata_not_acceptable`, whose detail names the first of them, when a device would refuse the metadata of the update. */
export const requireAssignable = async (db: Db, wanted: WantedAssignment): Promise<void> =>
  throwRefused(await listRefusingDevices(db, wanted));
