/** GET /ota/repo/{factory}/api/v1/user_repo/{file}. */
import { everyTag, findFactoryRoot, findTargetMetadata } from '@moorgate/delivery';
import { fault } from '@moorgate/errors';
import { defineEndpoint } from '@moorgate/http';
import type { UpdateRole } from '@moorgate/tuf';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import { MetadataParamsSchema, MetadataQuerySchema } from '../../schemas-metadata.ts';
import { isSet } from '../../schemas.ts';

const versionedRoot = /^(\d+)\.root\.json$/;

interface Asked {
  readonly file: string;
  readonly tag?: string | undefined;
  readonly production?: string | undefined;
}

const findFile = (ctx: FoundriesContext, { file, tag, production }: Asked): Promise<Buffer> => {
  const { factory } = ctx;
  if (file === 'root.json') return findFactoryRoot(ctx, factory, 'latest');
  const version = versionedRoot.exec(file)?.[1];
  if (version !== undefined) return findFactoryRoot(ctx, factory, Number(version));
  if (isSet(production))
    throw fault('metadata_not_found', {
      detail: 'There are no targets for production: waves are not offered here.',
    });
  const role = file.slice(0, -'.json'.length) as UpdateRole;
  return findTargetMetadata(ctx, { factory, tag: tag ?? everyTag }, role);
};

/** Metadata as it was signed. */
export const getUserRepositoryFileEndpoint = defineEndpoint({
  operationId: 'getUserRepositoryFile',
  method: 'GET',
  path: '/repo/{factory}/api/v1/user_repo/{file}',
  summary: 'Get metadata of the targets',
  description: 'The bytes as they were signed: of all targets, or of those of a tag.',
  tag: 'Metadata',
  access: { scopes: ['targets:read'] },
  request: { params: MetadataParamsSchema, query: MetadataQuerySchema },
  responses: { 200: { description: 'The file.', streams: 'application/json' } },
  faults: ['factory_not_found', 'metadata_not_found'],
  async handle(ctx: FoundriesContext, { params, query }) {
    requireFactory(ctx, params.factory);
    const bytes = await findFile(ctx, { file: params.file, ...query });
    const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };
    return { status: 200, headers, stream: { bytes, lengthBytes: bytes.length } };
  },
});
