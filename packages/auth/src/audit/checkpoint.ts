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

/** What is signed. Its type keeps a signature from being taken for one over something else. */
const statementText = (statement: Statement): string =>
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

/** A checkpoint as one line of JSON: what the statement has, the id, and the signature in base64. */
export const formatCheckpoint = (checkpoint: AuditCheckpoint): string =>
  canonicalJson({
    id: checkpoint.id,
    kind: checkpoint.kind,
    position: checkpoint.position,
    hash: checkpoint.hash.toString('hex'),
    count: checkpoint.count,
    at: checkpoint.at.toISOString(),
    keyVersion: checkpoint.keyVersion,
    signature: checkpoint.signature.toString('base64'),
  });

/** Reads such a line; null for one that is none. Who signed it is not asked. */
export const parseCheckpoint = (line: string): AuditCheckpoint | null => {
  const found = parseObject(line);
  const { kind, hash, at, signature } = found;
  const numbers = ['id', 'position', 'count', 'keyVersion'].map((name) => found[name]);
  const isComplete =
    (kind === 'regular' || kind === 'cut') &&
    [hash, at, signature].every((one) => typeof one === 'string') &&
    numbers.every((one) => Number.isSafeInteger(one)) &&
    !Number.isNaN(Date.parse(String(at)));
  if (!isComplete) return null;
  const [id, position, count, keyVersion] = numbers as [number, number, number, number];
  return {
    ...{ id, kind, position, count, keyVersion },
    hash: Buffer.from(String(hash), 'hex'),
    at: new Date(String(at)),
    signature: Buffer.from(String(signature), 'base64'),
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
