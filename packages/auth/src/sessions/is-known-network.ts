/** Whether somebody has logged in from a place before. */
import { findSessionByNetwork } from '@moorgate/db';
import type { Context } from '../context.ts';

/** True when the active user of this name has begun a session from this network, given in CIDR form, that is still kept. */
export const isKnownNetwork = async (
  ctx: Pick<Context, 'db'>,
  from: { readonly username: string; readonly network: string },
): Promise<boolean> =>
  from.network.includes('/') && (await findSessionByNetwork(ctx.db, from)) !== undefined;
