/**
 * Signs the certificate of a device for whoever has decided that it may have one: registration in the process of the admin
 * API, renewal and enrolment through the channel of the gateways. `signDeviceCertificate(ca, { signingRequest, now, days })`
 * takes a CA from `openDeviceCaSigner` and a request from `readSigningRequest`, and decides nothing.
 */
import { createPublicKey } from 'node:crypto';
import { fault } from '@moorgate/errors';
import {
  deviceDaysDefault,
  issueDeviceLeaf,
} from '../certificates/pki/issue-device-certificate.ts';
import type { SigningAuthority } from '../certificates/pki/issue-certificate.ts';
import { readPemCertificates } from '../certificates/pki/pki-files.ts';
import { readCertificate } from '../certificates/read-certificate.ts';
import type { SigningRequest } from '../certificates/read-signing-request.ts';

/** What is certified. */
export interface DeviceSigning {
  readonly signingRequest: SigningRequest;
  readonly now: Date;
  /** The validity in days; 7300 unless given. It ends with the CA at the latest. */
  readonly days?: number;
}

/** A certificate as it left the CA. */
export interface SignedDeviceCertificate {
  readonly pem: string;
  readonly der: Buffer;
  /** In lower-case hexadecimal. */
  readonly serialNumber: string;
  readonly notAfter: Date;
}

/** A token that was taken out comes back when somebody has noticed. */
const retryAfterSeconds = 30;

/**
 * Issues a certificate for the key of the request, with its subject octet by octet: key usage digitalSignature, extended
 * key usage clientAuth, CA:FALSE, a random serial number of 16 octets. No other extension that the request asks for is in
 * it. Whether the device may have it is for the caller to know, who also writes the audit record.
 * Faults: signing_request_malformed, for a subject that cannot be copied; signer_unavailable, where the key cannot be used
 * at the moment or the CA has expired.
 */
export const signDeviceCertificate = async (
  ca: SigningAuthority,
  { signingRequest, now, days = deviceDaysDefault }: DeviceSigning,
): Promise<SignedDeviceCertificate> => {
  const { x509 } = await import('../certificates/pki/x509-library.ts');
  const { subject, spki } = signingRequest;
  const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  const name = new x509.Name(subject);
  const pem = await issueDeviceLeaf(ca, { subject: name, publicKey, now, days }).catch(
    (error: unknown) => {
      throw fault('signer_unavailable', { retryAfterSeconds, cause: error });
    },
  );
  const [der = Buffer.alloc(0)] = readPemCertificates(pem);
  const issued = readCertificate(der);
  // The library writes the name anew; some encodings of a name it would change.
  if (!issued.subject.equals(subject))
    throw fault('signing_request_malformed', {
      detail: 'its subject is encoded in an unusual way',
    });
  return {
    pem,
    der,
    serialNumber: issued.serialNumber.toString('hex'),
    notAfter: new Date(issued.notAfterMs),
  };
};
