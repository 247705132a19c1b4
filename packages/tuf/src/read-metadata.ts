/** Metadata from bytes: what has not the form of its role goes no further. */
import { fault } from '@moorgate/errors';
import type { Json, JsonObject } from './canonical-json.ts';
import { parseInstant } from './instant.ts';
import {
  type Envelope,
  type FileMeta,
  type Role,
  roles,
  typeOfRole,
  versionMax,
} from './metadata.ts';

/** Metadata that was read, with the bytes that it was read from. */
export interface ReadMetadata<R extends Role = Role> {
  readonly role: R;
  readonly bytes: Buffer;
  readonly envelope: Envelope<R>;
  readonly version: number;
  readonly expiresAt: Date;
}

/** True when it has the form; throws an error whose words name what has not. */
type Check = (signed: JsonObject) => void;

const thresholdMax = 1_000;

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const objectAt = (from: JsonObject, name: string): JsonObject => {
  const value = Object.hasOwn(from, name) ? from[name] : undefined;
  if (isObject(value)) return value;
  throw new Error(`"${name}" is missing or no object`);
};

const textAt = (from: JsonObject, name: string): string => {
  const value = Object.hasOwn(from, name) ? from[name] : undefined;
  if (typeof value === 'string') return value;
  throw new Error(`"${name}" is missing or no text`);
};

const listAt = (from: JsonObject, name: string): readonly Json[] => {
  const value = Object.hasOwn(from, name) ? from[name] : undefined;
  if (Array.isArray(value)) return value as readonly Json[];
  throw new Error(`"${name}" is missing or no list`);
};

const numberAt = (from: JsonObject, name: string, range: readonly [number, number]): number => {
  const value = Object.hasOwn(from, name) ? from[name] : undefined;
  const [min, max] = range;
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max)
    return value;
  throw new Error(`"${name}" is no whole number from ${min} to ${max}`);
};

const versionAt = (from: JsonObject): number => numberAt(from, 'version', [1, versionMax]);

const requireSha256 = (from: JsonObject): void => {
  if (!/^[0-9a-fA-F]{64}$/.test(textAt(objectAt(from, 'hashes'), 'sha256')))
    throw new Error('a hash is no SHA-256');
};

const checkFile = (meta: JsonObject, name: string): void => {
  const file = objectAt(meta, name);
  versionAt(file);
  numberAt(file, 'length', [0, Number.MAX_SAFE_INTEGER]);
  requireSha256(file);
};

const checkRoot: Check = (signed) => {
  const keys = objectAt(signed, 'keys');
  for (const keyId of Object.keys(keys)) {
    const key = objectAt(keys, keyId);
    textAt(key, 'keytype');
    textAt(objectAt(key, 'keyval'), 'public');
  }
  const all = objectAt(signed, 'roles');
  for (const role of roles) {
    const { keyids, threshold } = readRoleKeys(objectAt(all, role));
    if (keyids.some((keyId) => !Object.hasOwn(keys, keyId)))
      throw new Error(`the role ${role} names a key that is not there`);
    if (keyids.length < threshold) throw new Error(`the role ${role} has fewer keys than it needs`);
  }
};

const readRoleKeys = (role: JsonObject): { keyids: readonly string[]; threshold: number } => {
  const keyids = listAt(role, 'keyids');
  if (!keyids.every((keyId) => typeof keyId === 'string')) throw new Error('a key id is no text');
  if (new Set(keyids).size < keyids.length) throw new Error('a role names a key twice');
  return { keyids, threshold: numberAt(role, 'threshold', [1, thresholdMax]) };
};

const checkTargets: Check = (signed) => {
  const targets = objectAt(signed, 'targets');
  for (const name of Object.keys(targets)) {
    const target = objectAt(targets, name);
    numberAt(target, 'length', [0, Number.MAX_SAFE_INTEGER]);
    requireSha256(target);
    if (target['custom'] !== undefined) objectAt(target, 'custom');
  }
};

const checks: Readonly<Record<Role, Check>> = {
  root: checkRoot,
  targets: checkTargets,
  snapshot: (signed) => checkFile(objectAt(signed, 'meta'), 'targets.json'),
  timestamp: (signed) => checkFile(objectAt(signed, 'meta'), 'snapshot.json'),
};

const checkSignatures = (envelope: JsonObject): void => {
  const keyIds = listAt(envelope, 'signatures').map((signature) => {
    if (!isObject(signature)) throw new Error('a signature is no object');
    textAt(signature, 'method');
    textAt(signature, 'sig');
    return textAt(signature, 'keyid');
  });
  if (new Set(keyIds).size < keyIds.length) throw new Error('a key signed twice');
};

const parse = (bytes: Buffer): JsonObject => {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  const value = JSON.parse(text) as Json;
  if (isObject(value)) return value;
  throw new Error('it is no object');
};

const read = <R extends Role>(role: R, bytes: Buffer): ReadMetadata<R> => {
  const envelope = parse(bytes);
  checkSignatures(envelope);
  const signed = objectAt(envelope, 'signed');
  if (textAt(signed, '_type').toLowerCase() !== role)
    throw new Error(`it is no ${typeOfRole[role]}`);
  const expiresAt = parseInstant(textAt(signed, 'expires'));
  if (expiresAt === null) throw new Error('"expires" is not of the form YYYY-MM-DDTHH:MM:SSZ');
  const version = versionAt(signed);
  checks[role](signed);
  // Every member that the types name has been looked at.
  return { role, bytes, envelope: envelope as unknown as Envelope<R>, version, expiresAt };
};

/** Reads the metadata of a role. Throws `metadata_invalid`, whose detail says what is wrong with it. */
export const readMetadata = <R extends Role>(role: R, bytes: Buffer): ReadMetadata<R> => {
  try {
    return read(role, bytes);
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'it is no JSON' : (cause as Error).message;
    throw fault('metadata_invalid', {
      detail: `The ${role} metadata cannot be read: ${why}.`,
      cause,
    });
  }
};

/** What a file says of the one that it vouches for: timestamps of snapshots, snapshots of targets. */
export const vouchedFile = (metadata: ReadMetadata<'timestamp' | 'snapshot'>): FileMeta => {
  const name = metadata.role === 'timestamp' ? 'snapshot.json' : 'targets.json';
  return metadata.envelope.signed.meta[name]!;
};
