/** Reports of leaked tokens: from anybody, believed when the secret is right, and acted upon at once. */
import { lockTokenById, type TokenSecretHashRow } from '@moorgate/db';
import { recordAudit } from '../audit/record-audit.ts';
import { commitChange } from '../commit-change.ts';
import type { Context } from '../context.ts';
import { findSecrets, isOutOfUse } from './find-secrets.ts';
import { redactTokens } from './find-tokens.ts';
import type { TextKeys } from './read-presented-text.ts';
import { announceTokens, revokeWithDescendants } from './revoke-token.ts';
import { invalidField } from './token-limits.ts';

/** A text that somebody takes for a token of ours, and where it was found. */
export interface LeakReport {
  readonly token: string;
  readonly url?: string | undefined;
  /** What the reporter calls the kind of place, such as `content` or `commit`. */
  readonly source?: string | undefined;
}

/** Whether the text is a token of ours; nothing tells whether it was still good. */
export type LeakVerdict = 'true_positive' | 'false_positive';

const reportsMax = 100;
const urlLengthMax = 500;
const linesPattern = /^#L\d+(?:-L?\d+)?$/;

/**
 * Judges reports, in their order. A text that is no token is told from its check, without a query; for the rest one query
 * compares the secrets. A token whose present secret leaked is revoked with whatever was made with it, for the reason
 * `leaked`; a leak of a secret that was rotated away is only written down. Records never hold a secret: addresses lose
 * their user, their query and every token in them. Throws `invalid_request` for more than 100 reports, and
 * `committed_unconfirmed`.
 */
export const reportLeaks = async (
  surroundings: Omit<Context, 'principal'>,
  keys: TextKeys,
  reports: readonly LeakReport[],
): Promise<LeakVerdict[]> => {
  const ctx: Context = { ...surroundings, principal: { kind: 'system', name: 'leak report' } };
  if (reports.length > reportsMax)
    throw invalidField('', `must have at most ${reportsMax} entries`);
  const texts = reports.map(({ token }) => token);
  const verdicts: LeakVerdict[] = [];
  for (const [index, secret] of (await findSecrets(ctx.db, keys, texts)).entries()) {
    if (secret !== undefined) await act(ctx, secret, reports[index]!);
    verdicts.push(secret === undefined ? 'false_positive' : 'true_positive');
  }
  return verdicts;
};

/** Where it was found, without what might let somebody in there: user, password, query and tokens. */
export const stripAddress = (text: string): string | null => {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return null;
  const lines = linesPattern.test(url.hash) ? url.hash : '';
  return redactTokens(`${url.origin}${url.pathname}${lines}`).slice(0, urlLengthMax);
};

const act = async (ctx: Context, secret: TokenSecretHashRow, report: LeakReport): Promise<void> => {
  const { token_id: id, version } = secret;
  const isRetired = isOutOfUse(secret, ctx.clock.now());
  await commitChange(ctx, async (trx, announce) => {
    const token = await lockTokenById(trx, id);
    // Told once: a scanner that reports everything again each day writes nothing more.
    if (token === undefined || token.revoked_at !== null) return;
    await recordAudit(trx, ctx, {
      action: 'token.leak_reported',
      targetKind: 'token',
      targetId: id,
      after: {
        owner: token.owner,
        version,
        isRetired,
        url: report.url === undefined ? null : stripAddress(report.url),
        source: redactTokens(report.source ?? ''),
      },
    });
    if (isRetired) return;
    announceTokens(announce, await revokeWithDescendants(trx, ctx, { id, reason: 'leaked' }));
  });
};
