/** Events of updates, for operators. */
import type { Context } from '@moorgate/auth';
import { listDeviceCorrelationIds, listDeviceEvents, listDeviceUpdates } from '@moorgate/db';
import { getDevice } from '@moorgate/devices';
import { fault } from '@moorgate/errors';
import { type DeviceEvent, deviceEventFromRow } from './device-event.ts';
import { eventLimits } from './event-limits.ts';

/**
 * The correlation ids under which a device reported events, the one that was heard of last first; 20 at most.
 * Faults: device_not_found.
 */
export const listUpdatesOfDevice = async (ctx: Context, uuidText: string): Promise<string[]> => {
  const { uuid } = await getDevice(ctx, uuidText);
  return listDeviceCorrelationIds(ctx.db, uuid, eventLimits.correlationsMax);
};

/** An update, by what the first of its events says. */
export interface ReportedUpdate {
  readonly correlationId: string;
  readonly targetName: string;
  readonly version: string;
  /** As the device wrote it (RFC 3339). */
  readonly deviceTime: string;
}

/**
 * The updates that a device reported events of, the one that was heard of last first; 20 at most.
 * Faults: device_not_found.
 */
export const listReportedUpdates = async (
  ctx: Context,
  uuidText: string,
): Promise<ReportedUpdate[]> => {
  const { uuid } = await getDevice(ctx, uuidText);
  const rows = await listDeviceUpdates(ctx.db, uuid, eventLimits.correlationsMax);
  return rows.map((row) => ({
    correlationId: row.correlation_id,
    targetName: row.target_name,
    version: row.version,
    deviceTime: row.device_time,
  }));
};

/**
 * The events that a device reported under one correlation id, in the order of their arrival; the newest 500.
 * Faults: device_not_found; device_update_not_found, where there are none.
 */
export const listEventsOfUpdate = async (
  ctx: Context,
  names: { readonly uuid: string; readonly correlationId: string },
): Promise<DeviceEvent[]> => {
  const { uuid } = await getDevice(ctx, names.uuid);
  const rows = await listDeviceEvents(ctx.db, uuid, {
    correlationId: names.correlationId,
    limit: eventLimits.eventsMax,
  });
  if (rows.length === 0) throw fault('device_update_not_found');
  return rows.map(deviceEventFromRow);
};
