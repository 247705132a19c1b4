/** GET /ota/factories/{factory}/prod-targets/ and /wave-targets/. */
import { fault } from '@moorgate/errors';
import { defineEndpoint, type Reply } from '@moorgate/http';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import { NamedQuerySchema, TaggedQuerySchema } from '../../schemas-metadata.ts';
import { FactoryParamsSchema } from '../../schemas.ts';

const shared = {
  method: 'GET',
  tag: 'Metadata',
  access: { scopes: ['targets:read'] },
  responses: {},
  faults: ['factory_not_found', 'metadata_not_found'],
} as const;

const none = async (ctx: FoundriesContext, factory: string): Promise<Reply> => {
  await Promise.resolve();
  requireFactory(ctx, factory);
  throw fault('metadata_not_found', {
    detail: 'There are no targets for production: waves are not offered here.',
  });
};

/** Targets for production by their tags: there are none, which clients go on from. */
export const findProductionTargetsEndpoint = defineEndpoint({
  ...shared,
  operationId: 'findProductionTargets',
  path: '/factories/{factory}/prod-targets/',
  summary: 'Find targets for production',
  description: 'There are none.',
  request: { params: FactoryParamsSchema, query: TaggedQuerySchema },
  handle: (ctx: FoundriesContext, { params }) => none(ctx, params.factory),
});

/** Targets of waves by their names: there are none, which clients go on from. */
export const findWaveTargetsEndpoint = defineEndpoint({
  ...shared,
  operationId: 'findWaveTargets',
  path: '/factories/{factory}/wave-targets/',
  summary: 'Find targets of waves',
  description: 'There are none.',
  request: { params: FactoryParamsSchema, query: NamedQuerySchema },
  handle: (ctx: FoundriesContext, { params }) => none(ctx, params.factory),
});
