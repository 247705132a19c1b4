/** DELETE /updates/{tag}/{update}. */
import { deleteUpdate } from '@moorgate/delivery';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { UpdateParamsSchema } from '../../schemas-updates.ts';

/** Deletes an update that nobody is assigned to. */
export const deleteUpdateEndpoint = defineEndpoint({
  operationId: 'deleteUpdate',
  method: 'DELETE',
  path: '/updates/{tag}/{update}',
  summary: 'Delete an update',
  description:
    'Deletes an update that no device is assigned to, with its metadata; its name is free again. Files that no other update has are removed later.',
  tag: 'Updates',
  access: { scopes: ['updates:delete'] },
  request: { params: UpdateParamsSchema },
  responses: { 204: { description: 'The update is deleted.' } },
  faults: ['update_name_invalid', 'update_not_found', 'update_in_use'],
  async handle(ctx: NativeContext, { params }) {
    await deleteUpdate(ctx, ctx, { tag: params.tag, name: params.update });
    return { status: 204 };
  },
});
