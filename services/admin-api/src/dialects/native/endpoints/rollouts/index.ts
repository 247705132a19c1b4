/** Endpoints about rollouts and what devices are assigned to. */
import type { AnyEndpoint } from '@moorgate/http';
import { createRolloutEndpoint } from './create-rollout.ts';
import { explainAssignmentEndpoint, unassignDeviceEndpoint } from './device-assignment.ts';
import { closeRolloutEndpoint, deleteRolloutEndpoint } from './end-rollout.ts';
import { getRolloutEndpoint } from './get-rollout.ts';
import { listRolloutsEndpoint } from './list-rollouts.ts';
import { listRolloutDevicesEndpoint, unassignRolloutEndpoint } from './rollout-devices.ts';

/** All of them. */
export const rolloutEndpoints: readonly AnyEndpoint[] = [
  listRolloutsEndpoint,
  getRolloutEndpoint,
  createRolloutEndpoint,
  closeRolloutEndpoint,
  deleteRolloutEndpoint,
  listRolloutDevicesEndpoint,
  unassignRolloutEndpoint,
  explainAssignmentEndpoint,
  unassignDeviceEndpoint,
];
