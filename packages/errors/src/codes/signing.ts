/** Certificates and keys that devices ask for. */
import type { CatalogueEntry } from '../catalogue-entry.ts';

export const signing = {
  signing_request_malformed: {
    kind: 'invalid',
    title: 'The certificate signing request cannot be read.',
    remedy: 'Send PKCS#10 (RFC 2986) in DER, in base64 where the operation says so.',
  },
  signing_request_unsigned: {
    kind: 'invalid',
    title: 'The certificate signing request is not signed with the key that it shows.',
    remedy: 'Sign it with that key, with SHA-256 or better: ECDSA, RSA (PKCS#1, 1.5) or Ed25519.',
  },
  signing_request_key_forbidden: {
    kind: 'invalid',
    title: 'The key of the certificate signing request is of a type or size that is not allowed.',
    remedy: 'Use P-256, P-384, P-521, Ed25519, or RSA of at least 2048 bits.',
  },
  signing_request_subject_mismatch: {
    kind: 'invalid',
    title: 'The subject of the request is not that of the present certificate.',
    remedy:
      'Copy the subject of the certificate that is renewed, octet by octet (RFC 7030, 4.2.2).',
  },
  next_key_malformed: {
    kind: 'invalid',
    title: 'The next public key cannot be read.',
    remedy:
      'Send a SubjectPublicKeyInfo in PEM, of a type and size with which devices may connect.',
  },
  next_key_not_announced: {
    kind: 'conflict',
    title: 'The values are encrypted to a key that this device has not announced.',
    remedy: 'Announce the key with `PATCH /device` first, then send the values.',
  },
  next_key_taken: {
    kind: 'conflict',
    title: 'The key belongs to another device.',
    remedy: 'Draw a new key; no two devices share one.',
  },
  next_key_retired: {
    kind: 'conflict',
    title: 'The device had this key before.',
    remedy: 'Draw a new key; one that was replaced does not come back.',
  },
  next_key_purged: {
    kind: 'conflict',
    title: 'The key belonged to a device that was fully deleted.',
    remedy: 'Draw a new key; the old one stays refused.',
  },
  next_keys_exhausted: {
    kind: 'rate_limited',
    title: 'The device has announced too many keys within a day.',
    remedy:
      'Wait as long as `Retry-After` says; find out why the rotation of its key does not end.',
  },
  signing_request_name_mismatch: {
    kind: 'invalid',
    title: 'The common name of the request is not the UUID that is registered.',
    remedy: 'Make the request with one common name (CN), the UUID of the device.',
  },
  signing_request_factory_mismatch: {
    kind: 'invalid',
    title: 'The organizational unit of the request is not the factory of the device CA.',
    remedy: 'Register the device with the name of this factory; `detail` tells both.',
  },
  signer_unavailable: {
    kind: 'unavailable',
    title: 'The signer of the device CA does not answer.',
    remedy:
      'Try again after `Retry-After`. The operator looks whether the admin API runs with the key of the CA and whether the gateway reaches it.',
  },
  device_ca_cannot_sign: {
    kind: 'conflict',
    title: 'The device CA of this installation signs no certificate for this device.',
    remedy:
      'It signs for devices of its own factory, while it is in use; look at the list of device CAs.',
  },
} as const satisfies Record<string, CatalogueEntry>;
