/** Another secret for a token whose text is not shown again: the old ones go on, so that whoever has one keeps it. */
import {
  deleteTokenSecretsUpTo,
  type DerivedForm,
  type DialectTokenRow,
  insertTokenSecret,
  listTokenVersions,
  lockTokenById,
  type Trx,
} from '@moorgate/db';
import { recordAudit } from '../audit/record-audit.ts';
import type { Announce } from '../commit-change.ts';
import type { Context } from '../context.ts';
import { deriveNewSecret } from '../tokens/mint-token.ts';
import { type DerivedToken, derivedTokenFrom, type DerivedTokenServices } from './derived-token.ts';

/** How many secrets of a token there are at once. */
const versionsMax = 5;

/** Gives the token one more secret, and answers it with that text; the oldest one beyond five is forgotten. */
export const addDerivedVersion = async (
  trx: Trx,
  ctx: Context,
  addition: {
    readonly services: DerivedTokenServices;
    readonly token: DialectTokenRow;
    readonly form: DerivedForm;
    readonly announce: Announce;
  },
): Promise<DerivedToken> => {
  const { services, token, form, announce } = addition;
  const { id, kind } = token;
  await lockTokenById(trx, id);
  const versions = await listTokenVersions(trx, id);
  const version = (versions.at(-1)?.version ?? 0) + 1;
  const dropped = versions.at(-versionsMax);
  if (dropped !== undefined) {
    await deleteTokenSecretsUpTo(trx, id, dropped.version);
    announce({ kind: 'token', tokenId: id });
  }
  const keys = { keys: services.derivationKeys, form };
  const secret = deriveNewSecret(services.tokenKeys, keys, { tokenId: id, kind, version });
  const { text, ...stored } = secret;
  await insertTokenSecret(trx, { tokenId: id, version, ...stored, createdAt: ctx.clock.now() });
  const target = { targetKind: 'token', targetId: id };
  await recordAudit(trx, ctx, { action: 'token.secret_added', ...target, after: { version } });
  return { ...derivedTokenFrom(services, null)(token), text };
};
