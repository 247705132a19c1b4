/** GET /updates/{tag}/{update}. */
import { getUpdate } from '@moorgate/delivery';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { UpdateParamsSchema, UpdateSchema } from '../../schemas-updates.ts';
import { toUpdateBody } from '../../translate-updates.ts';

/** One update in detail. */
export const getUpdateEndpoint = defineEndpoint({
  operationId: 'getUpdate',
  method: 'GET',
  path: '/updates/{tag}/{update}',
  summary: 'Show an update',
  tag: 'Updates',
  access: { scopes: ['updates:read'] },
  request: { params: UpdateParamsSchema },
  responses: { 200: { description: 'The update.', schema: UpdateSchema } },
  faults: ['update_name_invalid', 'update_not_found'],
  async handle(ctx: NativeContext, { params }) {
    const update = await getUpdate(ctx, ctx, { tag: params.tag, name: params.update });
    return { status: 200, body: toUpdateBody(update) };
  },
});
