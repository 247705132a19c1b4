/** Reads a public key out of a text. */
import { createPublicKey } from 'node:crypto';
import { DomainError } from '@moorgate/errors';
import { readWhole, tag } from './der.ts';
import { isStrongKey } from './key-strength.ts';
import { readPublicKey } from './read-public-key.ts';

const block = /^\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]*)-----END PUBLIC KEY-----\s*$/;

/**
 * The SubjectPublicKeyInfo in DER of one key in PEM (RFC 7468, section 13), if it is of a type and size with which devices
 * may connect, and a key at all; else null.
 */
export const readDeviceKeyPem = (pem: string): Buffer | null => {
  const [, base64] = block.exec(pem) ?? [];
  if (base64 === undefined) return null;
  const der = Buffer.from(base64, 'base64');
  try {
    if (!isStrongKey(readPublicKey(readWhole(der, tag.sequence)))) return null;
    createPublicKey({ key: der, format: 'der', type: 'spki' });
    return der;
  } catch (error) {
    if (error instanceof DomainError || (error as NodeJS.ErrnoException).code !== undefined)
      return null;
    throw error;
  }
};
