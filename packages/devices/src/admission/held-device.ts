/** A device's row, as an open connection holds it. */
import type { AdmissionRow } from '@moorgate/db';
import type { ReportedState } from '../check-in/reported-state.ts';

/** A device that connects. Times are in milliseconds since the Unix epoch. */
export interface HeldDevice {
  readonly uuid: string;
  /** Changes with every denial and every end of one; what was judged under another generation may write nothing. */
  readonly generation: number;
  readonly factory: string;
  readonly isProduction: boolean;
  readonly name: string | null;
  readonly groupName: string | null;
  /** The update that it is assigned to. */
  readonly update: { readonly id: string; readonly tag: string; readonly name: string } | null;
  readonly createdAtMs: number;
  /** The time of its newest layer of configuration, in Unix seconds; null where it was never to be given any. */
  readonly configurationTime: number | null;
  /** The last change of the feed that is contained here. */
  readonly sequence: number;
  /** What it last reported, stored or not yet. */
  readonly reported: ReportedState;
  /** 0 for never. */
  lastSeenAtMs: number;
}

/** The device of a row that has one. */
export const heldDeviceFromRow = (
  uuid: string,
  { sequence, device }: AdmissionRow & { readonly device: NonNullable<AdmissionRow['device']> },
): HeldDevice => ({
  uuid,
  generation: device.generation,
  factory: device.factory,
  isProduction: device.isProduction,
  name: device.name,
  groupName: device.groupName,
  update: device.update,
  createdAtMs: device.createdAtMs,
  configurationTime: device.configurationTime,
  sequence,
  reported: {
    targetName: device.targetName,
    tag: device.tag,
    ostreeHash: device.ostreeHash,
    apps: device.apps,
  },
  lastSeenAtMs: device.lastSeenAtMs,
});
