/** A line of the log of an update. */
import type { UpdateLogLineRow } from '@moorgate/db';
import { eventStatus } from '../events/device-event.ts';

/** What a device did with an update. */
export interface LogLine {
  /** Grows with each line of an update; where a line was destroyed with its device there is a gap. */
  readonly position: number;
  readonly deviceUuid: string;
  readonly correlationId: string;
  readonly targetName: string;
  /** In words. */
  readonly status: string;
  /** As the device wrote it (RFC 3339). */
  readonly deviceTime: string;
}

/** The row of a line as a line. */
export const logLineFromRow = (row: UpdateLogLineRow): LogLine => ({
  position: row.position,
  deviceUuid: row.device_uuid,
  correlationId: row.correlation_id,
  targetName: row.target_name,
  status: eventStatus({ typeId: row.type_id, success: row.success }),
  deviceTime: row.device_time,
});
