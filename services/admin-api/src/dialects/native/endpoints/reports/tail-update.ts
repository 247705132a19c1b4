/** GET /updates/{tag}/{update}/tail and GET /updates/{tag}/{update}/rollouts/{rollout}/tail. */
import { requireUpdateName } from '@moorgate/delivery';
import { defineEndpoint, type Reply, type Subscription } from '@moorgate/http';
import { findLog } from '@moorgate/reports';
import { logFrames, noLogFrames, positionOf } from '../../event-stream.ts';
import type { NativeContext } from '../../context.ts';
import { RolloutParamsSchema } from '../../schemas-rollouts.ts';
import { UpdateParamsSchema } from '../../schemas-updates.ts';

const shared = {
  method: 'GET',
  tag: 'Reports',
  access: { scopes: ['updates:read'] },
  responses: {
    200: {
      description:
        'Server-sent events: `log` with a line as JSON and its position as the id, and `error` as the last one.',
      streams: 'text/event-stream',
    },
  },
} as const;

const description =
  'What devices report while they are assigned to it: everything from the beginning, or from behind `Last-Event-ID`, and then what comes. The stream ends with the rights of whoever asks for it.';

const headers = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-cache',
  'X-Accel-Buffering': 'no',
};

const tail = async (
  ctx: NativeContext,
  names: { readonly tag: string; readonly update: string; readonly rollout?: string },
  subscription: Subscription,
): Promise<Reply> => {
  const { tag, update: name, ...rest } = names;
  requireUpdateName({ tag, name });
  const source = await findLog(ctx, { factory: ctx.factory, tag, name, ...rest });
  const after = positionOf(subscription);
  const bytes =
    source === null
      ? noLogFrames(after)
      : logFrames(ctx.updateTails.follow(source, after), subscription);
  return { status: 200, headers, stream: { bytes } };
};

/** What devices do with an update. */
export const tailUpdateEndpoint = defineEndpoint({
  ...shared,
  operationId: 'tailUpdate',
  path: '/updates/{tag}/{update}/tail',
  summary: 'Follow an update',
  description,
  request: { params: UpdateParamsSchema, subscription: true },
  faults: ['update_name_invalid'],
  handle: (ctx: NativeContext, { params, subscription }) => tail(ctx, params, subscription),
});

/** What the devices of a rollout do with its update. */
export const tailRolloutEndpoint = defineEndpoint({
  ...shared,
  operationId: 'tailRollout',
  path: '/updates/{tag}/{update}/rollouts/{rollout}/tail',
  summary: 'Follow a rollout',
  description,
  request: { params: RolloutParamsSchema, subscription: true },
  faults: ['update_name_invalid', 'rollout_not_found'],
  handle: (ctx: NativeContext, { params, subscription }) => tail(ctx, params, subscription),
});
