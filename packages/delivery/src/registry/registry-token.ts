/**
 * Tokens for the registry. Agents fetch apps without their certificate, and cannot send a header of their own: the token in
 * the query is all that the gateway sees of the device. It is kept nowhere: it says under which verdict it was given, and
 * proves it by an HMAC under a key that no copy of the database contains.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { TrustList } from '@moorgate/auth';
import type { DeviceCredential } from '@moorgate/devices';
import type { RegistryKeys } from './registry-keys.ts';

/** The verdict on the connection that asks for a token. */
export interface TokenHolder extends DeviceCredential {
  /** The CA that issued its certificate, and the factory that the CA was bound to. */
  readonly deviceCaId: string;
  readonly factory: string;
  /** In milliseconds since the Unix epoch. */
  readonly expiresAtMs: number;
}

const formatVersion = 1;
const payloadBytes = 79;
const macBytes = 32;
/** No bit of the text is without a meaning: 111 bytes are 148 characters. */
const textPattern = /^[A-Za-z0-9_-]{148}$/;

const bytesOfUuid = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex');

const uuidOfBytes = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** The factory has no place in the token: a CA that is bound to another one ends those that were given under it. */
const macOf = (key: Buffer, payload: Buffer, factory: string): Buffer =>
  createHmac('sha256', key).update(payload).update(factory).digest();

/** Makes a token of 148 characters that need no escape in a URL. */
export const mintRegistryToken = (keys: RegistryKeys, holder: TokenHolder): string => {
  const head = Buffer.alloc(15);
  head.writeUInt8(formatVersion, 0);
  head.writeUInt32BE(keys.currentVersion, 1);
  head.writeUInt32BE(Math.floor(holder.expiresAtMs / 1_000), 5);
  head.writeUIntBE(holder.generation, 9, 6);
  const ids = [bytesOfUuid(holder.deviceUuid), bytesOfUuid(holder.deviceCaId)];
  const payload = Buffer.concat([head, ...ids, holder.spkiSha256]);
  const mac = macOf(keys.keys.get(keys.currentVersion)!, payload, holder.factory);
  return Buffer.concat([payload, mac]).toString('base64url');
};

/**
 * What a token says, if it was made with one of the keys, has not expired, and the CA is in use and bound to the factory that
 * it was bound to then; null otherwise. The MAC is compared in constant time.
 */
export const readRegistryToken = (
  keys: RegistryKeys,
  text: string,
  { trust, nowMs }: { readonly trust: TrustList; readonly nowMs: number },
): DeviceCredential | null => {
  if (!textPattern.test(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  const payload = bytes.subarray(0, payloadBytes);
  const key = keys.keys.get(payload.readUInt32BE(1));
  const ca = trust.byId.get(uuidOfBytes(payload.subarray(31, 47)));
  if (payload.readUInt8(0) !== formatVersion || key === undefined || ca === undefined) return null;
  const mac = macOf(key, payload, ca.factory);
  if (!timingSafeEqual(mac, bytes.subarray(payloadBytes, payloadBytes + macBytes))) return null;
  if (ca.isRetired || nowMs >= payload.readUInt32BE(5) * 1_000) return null;
  return {
    generation: payload.readUIntBE(9, 6),
    deviceUuid: uuidOfBytes(payload.subarray(15, 31)),
    spkiSha256: Buffer.from(payload.subarray(47, payloadBytes)),
  };
};
