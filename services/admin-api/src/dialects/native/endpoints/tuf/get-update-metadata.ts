/** GET /updates/{tag}/{update}/tuf. */
import { findUpdateMetadataFiles } from '@moorgate/delivery';
import { defineEndpoint } from '@moorgate/http';
import { noteOpenedFiles } from '@moorgate/recent-files';
import { updateFiles } from '../../../../opened-files.ts';
import type { NativeContext } from '../../context.ts';
import { UpdateMetadataSchema } from '../../schemas-tuf.ts';
import { UpdateParamsSchema } from '../../schemas-updates.ts';

/** What devices get that are assigned to an update, and when it expires. */
export const getUpdateMetadataEndpoint = defineEndpoint({
  operationId: 'getUpdateMetadata',
  method: 'GET',
  path: '/updates/{tag}/{update}/tuf',
  summary: 'Show the metadata of an update',
  description:
    'The files that devices get which are assigned to it, by their names; `root.json` is the newest root. Each tells in `signed.expires` when it expires: what is signed here is signed again long before, what was uploaded stays as it is.',
  tag: 'Updates',
  access: { scopes: ['updates:read'] },
  request: { params: UpdateParamsSchema },
  responses: { 200: { description: 'The files.', schema: UpdateMetadataSchema } },
  faults: ['update_not_found', 'metadata_not_found'],
  async handle(ctx: NativeContext, { params }) {
    const key = { factory: ctx.factory, tag: params.tag, name: params.update };
    const files = await findUpdateMetadataFiles(ctx, key);
    await noteOpenedFiles(ctx, updateFiles(key, files.keys()));
    const body = [...files].map(([file, bytes]) => [file, JSON.parse(bytes.toString()) as unknown]);
    return { status: 200, body: Object.fromEntries(body) as unknown };
  },
});
