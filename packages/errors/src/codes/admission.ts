/** Refusals at the handshake (verdict `refused`), and of a route that does not admit the connection's verdict. */
import type { CatalogueEntry } from '../catalogue-entry.ts';

export const admission = {
  certificate_required: {
    kind: 'forbidden',
    title: 'no client certificate provided',
    remedy: 'Connect with the certificate that the device got at its registration.',
  },
  certificate_malformed: {
    kind: 'forbidden',
    title: 'The client certificate cannot be read.',
    remedy: 'Issue the certificate again; it breaks the encoding rules of RFC 5280.',
  },
  certificate_algorithm_forbidden: {
    kind: 'forbidden',
    title: 'The client certificate is signed with an algorithm that is not allowed.',
    remedy: 'Sign with SHA-256 or better: ECDSA, RSA or Ed25519.',
  },
  certificate_key_forbidden: {
    kind: 'forbidden',
    title: 'The key of the client certificate is of a type or size that is not allowed.',
    remedy: 'Use P-256, P-384, P-521, Ed25519, or RSA of at least 2048 bits.',
  },
  certificate_extension_unknown: {
    kind: 'forbidden',
    title: 'The client certificate has a critical extension that is not known here.',
    remedy: 'RFC 5280, section 4.2: such a certificate must be refused; issue it without.',
  },
  certificate_untrusted: {
    kind: 'forbidden',
    title: 'The client certificate was not issued by a trusted device CA.',
    remedy: 'Add the CA to cas.pem, or issue the certificate under one that is there.',
  },
  certificate_expired: {
    kind: 'forbidden',
    title: 'The client certificate has expired.',
    remedy: 'Renew it, or issue another for the same key.',
  },
  certificate_not_yet_valid: {
    kind: 'forbidden',
    title: 'The client certificate is not valid yet.',
    remedy: 'Compare the clocks of the issuer and of the gateway.',
  },
  certificate_purpose_forbidden: {
    kind: 'forbidden',
    title: 'The client certificate is not for client authentication.',
    remedy: 'Issue it with the extended key usage clientAuth, or without that extension.',
  },
  certificate_subject_invalid: {
    kind: 'forbidden',
    title: 'The subject of the client certificate does not name one device.',
    remedy: 'The subject needs exactly one common name, a UUID in its textual form (RFC 9562).',
  },
  certificate_factory_mismatch: {
    kind: 'forbidden',
    title: 'The client certificate names another factory than its CA is bound to.',
    remedy: 'The organizational unit (OU) must be the factory of the CA.',
  },
  device_ca_retired: {
    kind: 'forbidden',
    title: 'The CA of the client certificate has been retired.',
    remedy: 'Issue the certificate under a CA that is in use.',
  },
  device_ca_expired: {
    kind: 'forbidden',
    title: 'The CA of the client certificate is outside its validity.',
    remedy: 'Renew the CA; its devices need no new certificates when name and key stay.',
  },
  device_ca_unsuitable: {
    kind: 'forbidden',
    title: 'The CA of the client certificate may not issue it.',
    remedy:
      'A device CA needs CA:TRUE, keyCertSign, and no path length exceeded (RFC 5280, 6.1.4).',
  },
  device_denied: {
    kind: 'forbidden',
    title: 'The device is on the denied list.',
    remedy: 'Take it off the denied list, if it may connect again.',
  },
  device_key_mismatch: {
    kind: 'forbidden',
    title: 'The device has another key than the one on record.',
    remedy:
      'The key is recorded as pending. A re-key permit lets the device in with it; deleted fully, the device enrols as new.',
  },
  device_key_purged: {
    kind: 'forbidden',
    title: 'This key belonged to a device that was fully deleted.',
    remedy: 'The device must make a new key; the old one stays refused.',
  },
  device_not_registered: {
    kind: 'forbidden',
    title: 'The device CA admits only devices that were registered beforehand.',
    remedy: 'Register the device, or change the enrolment policy of its CA.',
  },
  device_awaits_approval: {
    kind: 'forbidden',
    title: 'The enrolment of the device waits for an operator.',
    remedy: 'Approve it in the list of pending enrolments.',
  },
  too_many_refusals: {
    kind: 'forbidden',
    title: 'Too many certificates from this address were refused.',
    remedy: 'Wait a minute; find out what connects with certificates that are not ours.',
  },
} as const satisfies Record<string, CatalogueEntry>;
