/** Statements about what devices report of themselves, apart from the check-in itself. */
import type { Trx } from '../database.ts';

/** Inserts the row of a device that was never seen; the list by last contact needs one for every device. */
export const insertDeviceCheckIn = async (trx: Trx, uuid: string): Promise<void> => {
  await trx.insertInto('device_check_ins').values({ device_uuid: uuid }).execute();
};

/** Clears what the device reported, all but the time, and takes it from the list. */
export const updateDeviceCheckInAsDenied = async (trx: Trx, uuid: string): Promise<void> => {
  await trx
    .updateTable('device_check_ins')
    .set({ target_name: '', tag: '', ostree_hash: '', apps: '', is_listed: false })
    .where('device_uuid', '=', uuid)
    .execute();
};

/** Puts the device back into the list. */
export const updateDeviceCheckInAsUndenied = async (trx: Trx, uuid: string): Promise<void> => {
  await trx
    .updateTable('device_check_ins')
    .set({ is_listed: true })
    .where('device_uuid', '=', uuid)
    .execute();
};
