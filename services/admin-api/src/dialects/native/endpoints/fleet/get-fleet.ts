/** GET /fleet. */
import { lateSeconds, onlineSeconds, summarizeFleet } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { type FleetBody, FleetSchema } from '../../schemas-fleet.ts';

/** How many devices are in which state. */
export const getFleetEndpoint = defineEndpoint({
  operationId: 'getFleet',
  method: 'GET',
  path: '/fleet',
  summary: 'Show the fleet at a glance',
  description:
    'How many devices are in which state, of those that whoever asks sees. The limits of the states are in the answer, for lists by `seen-since` and `seen-before`.',
  tag: 'Devices',
  access: { scopes: ['devices:read'], byGroup: true },
  request: {},
  responses: { 200: { description: 'The numbers.', schema: FleetSchema } },
  faults: [],
  async handle(ctx: NativeContext) {
    const { neverSeen, refusedKeys, pendingEnrolments, ...counts } = await summarizeFleet(ctx);
    const body: FleetBody = {
      factory: ctx.factory,
      ...counts,
      'never-seen': neverSeen,
      'refused-keys': refusedKeys,
      'pending-enrolments': pendingEnrolments,
      'online-seconds': onlineSeconds,
      'late-seconds': lateSeconds,
    };
    return { status: 200, body };
  },
});
