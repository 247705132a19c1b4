/** GET /devices/{uuid}/update/why and DELETE /devices/{uuid}/update. */
import { explainAssignment, unassignDevice } from '@moorgate/delivery';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { DeviceParamsSchema } from '../../schemas-devices.ts';
import { AssignmentQuerySchema, AssignmentSchema } from '../../schemas-rollouts.ts';
import { toAssignmentBody } from '../../translate-rollouts.ts';

/** Why a device has the update that it has, or has none. */
export const explainAssignmentEndpoint = defineEndpoint({
  operationId: 'explainAssignment',
  method: 'GET',
  path: '/devices/{uuid}/update/why',
  summary: 'Show why a device has, or has not, an update',
  description:
    'What the device is assigned to and by which rollout, and how it stands to each of the last rollouts that had it, or that name it or its group; with a tag or an update, to each of the last rollouts of that. Denied devices are answered for too.',
  tag: 'Rollouts',
  access: { scopes: ['devices:read', 'updates:read'], byGroup: true },
  request: { params: DeviceParamsSchema, query: AssignmentQuerySchema },
  responses: { 200: { description: 'The reasons.', schema: AssignmentSchema } },
  faults: ['device_not_found', 'update_name_invalid'],
  async handle(ctx: NativeContext, { params, query }) {
    const assignment = await explainAssignment(ctx, ctx, { ...query, uuid: params.uuid });
    return { status: 200, body: toAssignmentBody(assignment) };
  },
});

/** Takes the assigned update from one device. */
export const unassignDeviceEndpoint = defineEndpoint({
  operationId: 'unassignDevice',
  method: 'DELETE',
  path: '/devices/{uuid}/update',
  summary: 'Take the update from a device',
  description:
    'The device keeps running what it runs, and is offered nothing any more when this is answered. The rollout that gave the update does not give it again; a later one does.',
  tag: 'Rollouts',
  access: { scopes: ['updates:read-update'], byGroup: true },
  request: { params: DeviceParamsSchema },
  responses: { 204: { description: 'No update is assigned.' } },
  faults: ['device_not_found', 'update_not_assigned', 'committed_unconfirmed'],
  async handle(ctx: NativeContext, { params }) {
    await unassignDevice(ctx, params.uuid);
    return { status: 204 };
  },
});
