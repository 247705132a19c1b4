/** What many devices reported last, for lists of them. */
import type { Context } from '@moorgate/auth';
import { type LastReportRow, listLastReports as listLastReportRows } from '@moorgate/db';
import { type DeviceEvent, deviceEventFromRow, isEndOfWork } from '../events/device-event.ts';
import type { DeviceReports } from './get-descriptions.ts';

/** What of a device's reports a list shows. */
export type LastReport = Pick<DeviceReports, 'network' | 'pendingEvent'>;

const pendingOf = (row: LastReportRow): DeviceEvent | null => {
  const event = row.has_event ? deviceEventFromRow(row) : null;
  return event === null || isEndOfWork(event) ? null : event;
};

/** What these devices, which the caller may read, reported last, by UUID. */
export const listLastReports = async (
  ctx: Pick<Context, 'db'>,
  devices: readonly { readonly uuid: string }[],
): Promise<ReadonlyMap<string, LastReport>> => {
  const rows = await listLastReportRows(
    ctx.db,
    devices.map(({ uuid }) => uuid),
  );
  return new Map(
    rows.map((row) => [
      row.device_uuid,
      { network: row.network ?? '', pendingEvent: pendingOf(row) },
    ]),
  );
};
