/** Everything that a device sent or was given: one place that knows what a denial destroys. */
import type { Database, Trx } from '../database.ts';

/** Tables whose rows belong to one device. */
type DeviceTable = {
  [T in keyof Database]: Database[T] extends { device_uuid: string | null } ? T : never;
}[keyof Database];

/** Those of them that a denial empties; of the others it keeps something. */
const dataTables: readonly DeviceTable[] = [
  'applied_configurations',
  'configurations',
  'device_actions',
  'device_apps_states',
  'device_descriptions',
  'device_events',
  'device_metadata',
  'device_snapshots',
  'test_artifacts',
  'device_tests',
  'recent_files',
  'rollout_devices',
  'rollout_uuids',
];

/**
 * Deletes what a device sent and what it was given by itself, in the transaction of its denial or deletion, under the lock
 * of its row. The files of it are noted in `blob_removals`, so that they can no longer be found at the commit and are
 * removed after it, whatever happens in between.
 */
export const deleteDeviceData = async (trx: Trx, uuid: string): Promise<void> => {
  for (const table of dataTables)
    await trx.deleteFrom(table).where('device_uuid', '=', uuid).execute();
};
