/** GET /ota/factories/{factory}/ci-targets.pub. */
import { findFactoryRoot } from '@moorgate/delivery';
import { fault } from '@moorgate/errors';
import { defineEndpoint } from '@moorgate/http';
import { readMetadata } from '@moorgate/tuf';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import { PublicKeySchema } from '../../schemas-metadata.ts';
import { FactoryParamsSchema } from '../../schemas.ts';

/** The key that signs targets. */
export const getTargetsKeyEndpoint = defineEndpoint({
  operationId: 'getTargetsKey',
  method: 'GET',
  path: '/factories/{factory}/ci-targets.pub',
  summary: 'Get the key that signs targets',
  description: 'Its public half, as the newest root has it.',
  tag: 'Metadata',
  access: { scopes: ['targets:read'] },
  request: { params: FactoryParamsSchema },
  responses: { 200: { description: 'The key.', schema: PublicKeySchema } },
  faults: ['factory_not_found', 'metadata_not_found'],
  async handle(ctx: FoundriesContext, { params }) {
    requireFactory(ctx, params.factory);
    const root = readMetadata('root', await findFactoryRoot(ctx, ctx.factory, 'latest'));
    const { keys, roles } = root.envelope.signed;
    const key = keys[roles.targets.keyids[0] ?? ''];
    if (key === undefined) throw fault('metadata_not_found');
    const { keytype, keyval } = key;
    return { status: 200, body: { keytype, keyval: { public: keyval.public } } };
  },
});
