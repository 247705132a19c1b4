/** Whose credential it is that a run shows to git and to the registry. */
import { type Context, isSecretOf, parseToken, type TokenKeys } from '@moorgate/auth';
import { findRunByCredential } from '@moorgate/db';

/** What a run may do with its credential, while its lease lasts. */
export interface RunCredential {
  readonly runId: string;
  readonly factory: string;
  /** Whether it may clone and fetch from the repositories of source of its factory. It never pushes to one. */
  readonly sourceRead: boolean;
  /**
   * The repositories of containers that it may push to; `<factory>/*` stands for all below. It may pull from all those of
   * its factory.
   */
  readonly repositories: readonly string[];
}

/** Whether the text is to be taken for the credential of a run, whether it is a good one or not. */
export const isRunCredentialText = (text: string): boolean => text.startsWith('mgt_run_');

/**
 * The run whose credential this is; undefined for every other text, and from the moment at which the run has ended, or its
 * lease has lapsed, or its runner was deleted. One statement by key; none for a text that is no token.
 */
export const findRunCredential = async (
  services: Pick<Context, 'db' | 'clock'> & { readonly tokenKeys: TokenKeys },
  secret: string,
): Promise<RunCredential | undefined> => {
  const token = parseToken(secret);
  if (token?.kind !== 'run') return undefined;
  const { db, clock, tokenKeys } = services;
  const row = await findRunByCredential(db, token.id, clock.now());
  if (row === undefined) return undefined;
  const stored = { hash: row.credential_hash, keyVersion: row.credential_key_version };
  if (!isSecretOf(tokenKeys, token.secret, stored)) return undefined;
  return {
    runId: row.id,
    factory: row.factory,
    sourceRead: row.repository !== null,
    repositories: row.publishes_apps ? [`${row.factory}/*`] : [],
  };
};
