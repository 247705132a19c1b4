/** Collections, for operators. */
import { type Context, recordAudit, requireUnlimited } from '@moorgate/auth';
import { inTransaction } from '@moorgate/db';
import type { RegistryEndpoint } from '../store/registry-endpoint.ts';
import type { CollectionState } from './collection-state.ts';
import { askForCollection, askForState } from './control-collection.ts';

/**
 * How far the present collection is, or how the last one ended. Needs `containers:read` without a limit to groups. Throws
 * `scope_missing`, `collection_not_offered` and `registry_unavailable`.
 */
export const findCollection = (
  ctx: Pick<Context, 'principal'>,
  endpoint: RegistryEndpoint,
): Promise<CollectionState> => {
  requireUnlimited(ctx.principal, ['containers:read']);
  return askForState(endpoint);
};

/**
 * Begins one, and records it. Needs `containers:read-update` without a limit to groups. Throws `scope_missing`,
 * `collection_running`, `collection_not_offered` and `registry_unavailable`.
 */
export const beginCollection = async (
  ctx: Context,
  endpoint: RegistryEndpoint,
): Promise<CollectionState> => {
  requireUnlimited(ctx.principal, ['containers:read-update']);
  const state = await askForCollection(endpoint);
  await inTransaction(ctx.db, (trx) =>
    recordAudit(trx, ctx, {
      action: 'container_collection.started',
      targetKind: 'container_collection',
      targetId: state.startedAt ?? '',
    }),
  );
  return state;
};
