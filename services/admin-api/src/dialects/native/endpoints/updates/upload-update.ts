/** POST /updates/{tag}/{update}, with and without the segment that older servers had in front. */
import type { Readable } from 'node:stream';
import { uploadUpdate } from '@moorgate/delivery';
import { fault } from '@moorgate/errors';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import {
  StagedUpdateParamsSchema,
  UpdateParamsSchema,
  type UpdateUploadQuery,
  UpdateUploadQuerySchema,
} from '../../schemas-updates.ts';
import { toTargetOverrides } from '../../translate-updates.ts';

const stages: readonly string[] = ['ci', 'prod'];

const shared = {
  method: 'POST',
  tag: 'Updates',
  access: { scopes: ['updates:read-update'] },
  responses: { 201: { description: 'The update is there, whole.' } },
  faults: [
    'update_name_invalid',
    'update_exists',
    'archive_malformed',
    'archive_entry_forbidden',
    'archive_too_large',
    'body_too_large',
    'update_content_invalid',
    'metadata_invalid',
    'metadata_unsignable',
    'signing_keys_missing',
    'sealed_secret_lost',
    'insufficient_storage',
    'request_timeout',
  ],
} as const;

// The operator sets the limit.
const stream = { mediaType: 'application/x-tar', limitBytes: null } as const;

const receive = async (
  ctx: NativeContext,
  names: { readonly tag: string; readonly update: string },
  { query, stream: body }: { readonly query: UpdateUploadQuery; readonly stream: Readable },
) => {
  const overrides = toTargetOverrides(query);
  await uploadUpdate(ctx, ctx, { tag: names.tag, name: names.update, body, overrides });
  return { status: 201 };
};

/** Receives an update. */
export const uploadUpdateEndpoint = defineEndpoint({
  ...shared,
  operationId: 'uploadUpdate',
  path: '/updates/{tag}/{update}',
  summary: 'Upload an update',
  description:
    'A tar archive, compressed with gzip or not, with `ostree_repo/`, `apps/`, or both, and with `tuf/` where its metadata is ready-made; otherwise metadata is made and signed here, by what is found in the archive unless the query says it. It is unpacked as it comes: an archive that is refused, cut off or too large leaves nothing, and a name that is taken keeps what it has.',
  request: { params: UpdateParamsSchema, query: UpdateUploadQuerySchema, stream },
  handle: (ctx: NativeContext, { params, ...rest }) => receive(ctx, params, rest),
});

/** The same under an older path. */
export const uploadStagedUpdateEndpoint = defineEndpoint({
  ...shared,
  operationId: 'uploadStagedUpdate',
  path: '/updates/{stage}/{tag}/{update}',
  summary: 'Upload an update, under an older path',
  description: 'As `POST /updates/{tag}/{update}`; the first segment, `ci` or `prod`, is ignored.',
  request: { params: StagedUpdateParamsSchema, query: UpdateUploadQuerySchema, stream },
  async handle(ctx: NativeContext, { params, ...rest }) {
    if (!stages.includes(params.stage)) throw fault('update_name_invalid');
    return receive(ctx, params, rest);
  },
});
