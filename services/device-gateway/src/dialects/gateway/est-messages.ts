/** The bodies of EST: PKCS#10 in, PKCS#7 out, both in base64 (RFC 7030, 4; RFC 8951, 3). */
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { encodeCertsOnly } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import type { Reply, StreamedBody } from '@moorgate/http';

/** A request with an RSA key of 8192 bits has some 3 KiB; base64 and line ends add half of it. */
export const signingRequestBody: StreamedBody = {
  mediaType: 'application/pkcs10',
  limitBytes: 16_384,
};

const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * The PKCS#10 of a body, in DER; white space between the characters means nothing (RFC 8951, 3.1).
 * Faults: signing_request_malformed, body_too_large.
 */
export const readSigningRequestBody = async (body: Readable): Promise<Buffer> => {
  const text = (await buffer(body)).toString('latin1').replaceAll(/[\s]/g, '');
  if (!base64.test(text) || text.length % 4 !== 0)
    throw fault('signing_request_malformed', { detail: 'the body is not base64' });
  return Buffer.from(text, 'base64');
};

/** Older clients look for the encoding (RFC 7030, 4.1.3); newer ones know it (RFC 8951, 3). */
export const certificatesHeaders = {
  'Content-Type': 'application/pkcs7-mime; smime-type=certs-only',
  'Content-Transfer-Encoding': 'base64',
} as const;

/** Certificates in DER as an answer, the one that was asked for first. */
export const certificatesReply = (certificates: readonly Buffer[]): Reply => ({
  status: 200,
  headers: certificatesHeaders,
  body: `${encodeCertsOnly(certificates).toString('base64')}\n`,
});

/** How such an answer is declared. */
export const certificatesResponse = {
  description: 'The certificates, PKCS#7 without anything signed, in base64.',
  streams: 'application/pkcs7-mime',
  headers: { 'Content-Transfer-Encoding': 'Always `base64`.' },
} as const;
