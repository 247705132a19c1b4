/** PUT /configs: all layers at once. */
import { uploadConfigurations } from '@moorgate/configurations';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import type { NativeContext } from '../../context.ts';

/** Replaces every layer. */
export const uploadConfigurationsEndpoint = defineEndpoint({
  operationId: 'uploadConfigurations',
  method: 'PUT',
  path: '/configs',
  summary: 'Replace all configurations',
  description:
    'A tar archive, compressed with gzip or not, with `factory/`, `group/<name>/` and `device/<uuid>/`; in each a `.journal`, whose last line names the content that is in force, and that content. A layer that it does not have holds no files afterwards. It is read and checked whole before anything changes: all of it comes into force, or nothing.',
  tag: 'Configuration',
  access: { scopes: ['devices:read-update', 'updates:read-update'] },
  request: { stream: { mediaType: 'application/x-tar', limitBytes: null } },
  responses: {
    200: { description: 'All layers are as the archive has them.', schema: Type.String() },
  },
  faults: [
    'archive_malformed',
    'archive_entry_forbidden',
    'archive_too_large',
    'body_too_large',
    'configuration_archive_invalid',
    'request_timeout',
    'committed_unconfirmed',
  ],
  async handle(ctx: NativeContext, { stream }) {
    await uploadConfigurations(ctx, ctx, stream);
    return { status: 200, body: 'Configs uploaded successfully' };
  },
});
