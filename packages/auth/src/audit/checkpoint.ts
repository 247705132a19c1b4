/** Checkpoints: signed statements of where the audit chain was, which can be kept where nobody can change them. */
import { createPublicKey, sign, timingSafeEqual, verify } from 'node:crypto';
import type { AuditCheckpointInsert, AuditCheckpointKind, AuditCheckpointRow } from '@moorgate/db';
import { type AuditKeys, signingKeyOf } from './audit-keys.ts';
import { canonicalJson } from './canonical-json.ts';

/** A checkpoint; `hash` and `signature` are bytes. */
export interface AuditCheckpoint {
  /** Of the database that it was made in; no part of what is signed. */
  readonly id: number;
  /** `cut`: the records up to there were deleted when their time was over. */
  readonly kind: AuditCheckpointKind;
  /** The position of the last record that it covers. */
  readonly position: number;
  readonly hash: Buffer;
  /** How many sealed records were stored up to there. */
  readonly count: number;
  readonly at: Date;
  /** The version of the signing key. */
  readonly keyVersion: number;
  /** Ed25519, over the canonical JSON of the statement. */
  readonly signature: Buffer;
}

type Statement = Omit<AuditCheckpoint, 'id' | 'signature'>;

/** What is signed, as canonical JSON. Its type keeps a signature from being taken for one over something else. */
export const statementText = (statement: Statement): string =>
  canonicalJson({
    type: 'moorgate-audit-checkpoint',
    kind: statement.kind,
    position: statement.position,
    hash: statement.hash.toString('hex'),
    count: statement.count,
    at: statement.at.toISOString(),
    keyVersion: statement.keyVersion,
  });

/** Signs a checkpoint with the present key. */
export const signCheckpoint = (
  keys: AuditKeys,
  draft: Omit<Statement, 'keyVersion'>,
): AuditCheckpointInsert => {
  const { currentVersion } = keys.signing;
  const statement = { ...draft, keyVersion: currentVersion };
  const key = signingKeyOf(keys, currentVersion)!;
  return {
    ...draft,
    key_version: currentVersion,
    signature: sign(null, Buffer.from(statementText(statement)), key),
  };
};

/** Whether a checkpoint was signed here; false too where the key of its version is missing. */
export const isSignedCheckpoint = (keys: AuditKeys, checkpoint: AuditCheckpoint): boolean => {
  const key = signingKeyOf(keys, checkpoint.keyVersion);
  if (key === undefined) return false;
  const text = Buffer.from(statementText(checkpoint));
  return verify(null, text, createPublicKey(key), checkpoint.signature);
};

/** Whether two hashes are the same, in constant time. */
export const isSameHash = (one: Buffer, other: Buffer): boolean =>
  one.length === other.length && timingSafeEqual(one, other);

/** A checkpoint as the store has it; who signed it is not asked. */
export const checkpointFromRow = (row: AuditCheckpointRow): AuditCheckpoint => ({
  id: row.id,
  kind: row.kind,
  position: row.position,
  hash: row.hash,
  count: row.count,
  at: row.at,
  keyVersion: row.key_version,
  signature: row.signature,
});

/** A checkpoint as one line of JSON: the signed statement as it is, the signature in base64, and the id. */
export const formatCheckpoint = (checkpoint: AuditCheckpoint): string =>
  JSON.stringify({
    id: checkpoint.id,
    statement: statementText(checkpoint),
    signature: checkpoint.signature.toString('base64'),
  });

/** Reads such a line; null for one that is none. Who signed it is not asked. */
export const parseCheckpoint = (line: string): AuditCheckpoint | null => {
  const { id, statement, signature } = parseObject(line);
  if (typeof statement !== 'string' || typeof signature !== 'string') return null;
  const { kind, hash, at, position, count, keyVersion } = parseObject(statement);
  const isComplete =
    (kind === 'regular' || kind === 'cut') &&
    typeof hash === 'string' &&
    !Number.isNaN(Date.parse(String(at))) &&
    [id, position, count, keyVersion].every((one) => Number.isSafeInteger(one));
  if (!isComplete) return null;
  return {
    id: Number(id),
    kind,
    position: Number(position),
    hash: Buffer.from(hash, 'hex'),
    count: Number(count),
    at: new Date(String(at)),
    keyVersion: Number(keyVersion),
    signature: Buffer.from(signature, 'base64'),
  };
};

const parseObject = (line: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};
