/** Telling Moorgate another token of a beacon. */
import { type Context, recordAudit, requireUnlimited, withDb } from '@moorgate/auth';
import { inTransaction, updateBeaconToken } from '@moorgate/db';
import { checkBeaconToken, sealBeaconToken } from './beacon-token.ts';
import { requireChangeable } from './resolve-beacon.ts';
import type { BeaconServices } from './services.ts';

/**
 * Replaces the token with which a beacon is called; it is not tried. Throws `scope_missing` without `beacons:manage`,
 * `beacon_not_found`, `beacon_forbidden` below level 1, and `invalid_request`.
 */
export const changeBeaconToken = async (
  ctx: Context,
  { sealingKeys }: Pick<BeaconServices, 'sealingKeys'>,
  request: { readonly beacon: string; readonly token: string },
): Promise<void> => {
  requireUnlimited(ctx.principal, ['beacons:manage']);
  await inTransaction(ctx.db, async (trx) => {
    const { id, address } = await requireChangeable(withDb(ctx, trx), request.beacon);
    checkBeaconToken(request.token);
    await updateBeaconToken(trx, id, sealBeaconToken(sealingKeys, id, request.token));
    await recordAudit(trx, ctx, {
      action: 'beacon.token_changed',
      targetKind: 'beacon',
      targetId: id,
      after: { address },
    });
  });
};
