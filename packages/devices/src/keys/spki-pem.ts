/** Public keys as text. */

/**
 * A SubjectPublicKeyInfo (DER) in PEM (RFC 7468, section 13): lines of 64 characters, a line feed after the last one.
 * Existing tools compare such texts as they are.
 */
export const spkiPem = (spki: Buffer): string => {
  const lines = spki.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN PUBLIC KEY-----', ...lines, '-----END PUBLIC KEY-----', ''].join('\n');
};
