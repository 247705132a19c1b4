/** An action that an operator started on a device, and how far it is. */
import type { DeviceActionRow } from '@moorgate/db';

/**
 * `pending`: the device was not given it yet; `superseded`: nor will it be, since the same was asked for again; `delivered`:
 * it was given it, and reported nothing yet, which an action that is not captured never does; then what its test says.
 */
export const actionStates = [
  'pending',
  'superseded',
  'delivered',
  'running',
  'passed',
  'failed',
] as const;

export type ActionState = (typeof actionStates)[number];

/** One action. */
export interface DeviceAction {
  /** That of the test with which the device reports it. */
  readonly id: string;
  readonly name: string;
  /** Whether the device reports what it printed, and the files that it left. */
  readonly isCaptured: boolean;
  readonly state: ActionState;
  readonly requestedAt: Date;
  readonly requestedBy: string;
}

const statesOfTests = { RUNNING: 'running', PASSED: 'passed', FAILED: 'failed' } as const;

const stateOf = ({ testStatus, isDelivered, isRepeated }: DeviceActionRow): ActionState => {
  if (testStatus !== null) return statesOfTests[testStatus];
  if (isRepeated) return 'superseded';
  return isDelivered ? 'delivered' : 'pending';
};

/** The row of an action as an action. */
export const deviceActionFromRow = (row: DeviceActionRow): DeviceAction => ({
  id: row.id,
  name: row.name,
  isCaptured: row.isCaptured,
  state: stateOf(row),
  requestedAt: new Date(row.requestedAtMs),
  requestedBy: row.requestedBy,
});
