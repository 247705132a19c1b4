/** The private keys that sign metadata of updates, opened with what stands in the folder of keys, as whoever has both could. */
import { createDecipheriv } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runStatement } from '@moorgate/testing';
import { ownerDatabaseUrl } from './database.ts';
import type { Product } from './product.ts';

interface SealedKey {
  readonly factory: string;
  readonly role: string;
  readonly sealed: Buffer;
  readonly version: number;
}

const nonceBytes = 12;
const tagBytes = 16;

const open = ({ factory, role, sealed, version }: SealedKey, key: Buffer): Buffer => {
  const place = ['tuf_keys', JSON.stringify([factory, role]), version];
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes));
  decipher.setAAD(Buffer.from(JSON.stringify(place)));
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  const text = decipher.update(sealed.subarray(nonceBytes, -tagBytes));
  return Buffer.concat([text, decipher.final()]);
};

/** The 32 bytes of each (RFC 8032, 5.1.5), by its role. */
export const readSigningKeys = async (product: Product): Promise<ReadonlyMap<string, Buffer>> => {
  const path = join(product.ready.dataDir, 'keys', 'sealing-keys.json');
  const { 'sealing-keys': keys } = JSON.parse(readFileSync(path, 'utf8')) as Record<
    string,
    Record<string, string>
  >;
  const rows = await runStatement<SealedKey>(
    await ownerDatabaseUrl(product),
    'select factory, role, sealed_key as sealed, key_version as version from tuf_keys',
  );
  const keyOf = ({ version }: SealedKey): Buffer => Buffer.from(keys![version]!, 'base64');
  return new Map(rows.map((row) => [row.role, open(row, keyOf(row))]));
};
