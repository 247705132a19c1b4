/** Collections, for operators. */
import { randomUUID } from 'node:crypto';
import {
  type AuditIntent,
  completeIntent,
  type Context,
  insertIntent,
  recordAudit,
  type RecordingContext,
  requireUnlimited,
} from '@moorgate/auth';
import { type AuditIntentRow, inTransaction, listAuditIntentsByPlace } from '@moorgate/db';
import { DomainError } from '@moorgate/errors';
import type { RegistryEndpoint } from '../store/registry-endpoint.ts';
import type { CollectionState } from './collection-state.ts';
import { askForCollection, askForState, requireControl } from './control-collection.ts';

/** There is one registry. */
const place = { kind: 'collection', place: 'registry' } as const;

/** What is written down and not asked for by then was never asked for: its server was killed. */
const askedMs = 60_000;

/** How one ended, as its record says it. */
type CollectionEnd =
  Partial<CollectionState> | { readonly outcome: 'not_begun'; readonly error: string | null };

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

const targetOf = (id: string) => ({ targetKind: 'container_collection', targetId: id }) as const;

/** Records the end once, whoever does it first. */
const recordEnd = (
  ctx: Pick<Context, 'db'> & RecordingContext,
  intent: AuditIntent,
  end: CollectionEnd,
): Promise<void> =>
  inTransaction(ctx.db, (trx) =>
    completeIntent(trx, ctx, {
      intent,
      made: intent.changes,
      recordOf: ({ item }) => ({
        action: 'container_collection.ended',
        ...targetOf(item),
        after: end,
      }),
    }),
  );

/**
 * Begins one. That it begins is recorded before the registry is asked for it, and where it refuses, that it did not;
 * `settleCollections` records its end. Needs `containers:read-update` without a limit to groups. Throws `scope_missing`,
 * `collection_running`, `collection_not_offered` and `registry_unavailable`.
 */
export const beginCollection = async (
  ctx: Context,
  endpoint: RegistryEndpoint,
): Promise<CollectionState> => {
  requireUnlimited(ctx.principal, ['containers:read-update']);
  requireControl(endpoint);
  const id = randomUUID();
  const intent = await inTransaction(ctx.db, async (trx) => {
    await recordAudit(trx, ctx, { action: 'container_collection.started', ...targetOf(id) });
    const changes = [{ item: id, before: null, after: 'ended' }];
    return insertIntent(trx, ctx, { ...place, changes });
  });
  try {
    return await askForCollection(endpoint, id);
  } catch (error) {
    // Of one that does not answer nobody knows whether it has begun; that is looked at later.
    if (error instanceof DomainError && error.code === 'collection_running')
      await recordEnd(ctx, intent, { outcome: 'not_begun', error: error.message });
    throw error;
  }
};

const endOf = (state: CollectionState): CollectionEnd => {
  const { outcome, startedAt, finishedAt, manifests, blobsKept, blobsDeleted, error } = state;
  return { outcome, startedAt, finishedAt, manifests, blobsKept, blobsDeleted, error };
};

const notBegun: CollectionEnd = { outcome: 'not_begun', error: null };

const intentOf = ({ operation, item, before, after }: AuditIntentRow): AuditIntent => ({
  ...place,
  operation,
  changes: [{ item, before, after }],
});

/**
 * Records the end of every collection that an operator began and that is over, in the name of the system, and of those that
 * the registry has not heard of, that they never began. Any number of processes may do so at once. Throws
 * `collection_not_offered` and `registry_unavailable`.
 */
export const settleCollections = async (
  services: Pick<Context, 'db' | 'clock'>,
  endpoint: RegistryEndpoint,
): Promise<void> => {
  const rows = await listAuditIntentsByPlace(services.db, place);
  if (rows.length === 0) return;
  const principal = { kind: 'system', name: 'registry' } as const;
  const ctx = { ...services, principal, requestId: null, address: null };
  const state = await askForState(endpoint);
  const longAgoMs = services.clock.now().getTime() - askedMs;
  for (const row of rows) {
    const isIt = row.item === state.id;
    if (isIt ? state.status === 'running' : row.begun_at.getTime() > longAgoMs) continue;
    await recordEnd(ctx, intentOf(row), isIt ? endOf(state) : notBegun);
  }
};
