/** Writing down who pushed and deleted what. The registry keeps no such records. */
import { type Context, recordAudit } from '@moorgate/auth';
import { inTransaction } from '@moorgate/db';

/** A manifest that was pushed. */
export interface PushedManifest {
  readonly name: string;
  /** The tag or the digest under which it was pushed. */
  readonly reference: string;
  readonly digest: string;
}

/** Records that it was pushed. */
export const recordPushedManifest = (
  ctx: Context,
  { name, reference, digest }: PushedManifest,
): Promise<void> =>
  inTransaction(ctx.db, (trx) =>
    recordAudit(trx, ctx, {
      action: 'container_image.pushed',
      targetKind: 'container_image',
      targetId: name,
      after: reference === digest ? { digest } : { digest, tag: reference },
    }),
  );

/** Records that it was deleted, with every tag that it had. */
export const recordDeletedManifest = (
  ctx: Context,
  { name, digest }: Pick<PushedManifest, 'name' | 'digest'>,
): Promise<void> =>
  inTransaction(ctx.db, (trx) =>
    recordAudit(trx, ctx, {
      action: 'container_image.deleted',
      targetKind: 'container_image',
      targetId: name,
      before: { digest },
    }),
  );
