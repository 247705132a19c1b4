/** GET and DELETE …/rollouts/{rollout}/devices. */
import { listRolloutDevices, unassignRollout } from '@moorgate/delivery';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import type { NativeContext } from '../../context.ts';
import { nextPageHeaders } from '../../next-page.ts';
import {
  RolloutDeviceQuerySchema,
  RolloutDeviceSchema,
  RolloutParamsSchema,
} from '../../schemas-rollouts.ts';
import { toRolloutDeviceBody } from '../../translate-rollouts.ts';
import { rolloutPaths } from './paths.ts';

const path = `${rolloutPaths.one}/devices`;
const names = ['update_name_invalid', 'rollout_name_invalid', 'rollout_not_found'] as const;

/** The devices of a rollout, page by page. */
export const listRolloutDevicesEndpoint = defineEndpoint({
  operationId: 'listRolloutDevices',
  method: 'GET',
  path,
  summary: 'List the devices of a rollout',
  description: 'Every device that it gave the update to, by UUID, and what became of it.',
  tag: 'Rollouts',
  access: { scopes: ['updates:read'], byGroup: true },
  request: { params: RolloutParamsSchema, query: RolloutDeviceQuerySchema },
  responses: {
    200: {
      description: 'A page of devices.',
      schema: Type.Array(RolloutDeviceSchema),
      headers: { Link: 'The next page (RFC 8288); missing on the last one.' },
    },
  },
  faults: [...names, 'cursor_invalid'],
  async handle(ctx: NativeContext, { params, query, path: asked }) {
    const page = await listRolloutDevices(ctx, ctx, { ...params, ...query });
    return {
      status: 200,
      body: page.items.map(toRolloutDeviceBody),
      headers: nextPageHeaders(asked, { limit: query.limit }, page.nextCursor),
    };
  },
});

/** Takes the update from all of them. */
export const unassignRolloutEndpoint = defineEndpoint({
  operationId: 'unassignRollout',
  method: 'DELETE',
  path,
  summary: 'Take an update from all devices of a rollout',
  description:
    'Closes the rollout, and takes the update from every device that has it by this rollout. They keep running what they run, and no gateway offers them the update any more when this is answered.',
  tag: 'Rollouts',
  access: { scopes: ['updates:read-update'], byGroup: true },
  request: { params: RolloutParamsSchema },
  responses: { 204: { description: 'No device has the update by this rollout.' } },
  faults: [...names, 'committed_unconfirmed'],
  async handle(ctx: NativeContext, { params }) {
    await unassignRollout(ctx, ctx, params);
    return { status: 204 };
  },
});
