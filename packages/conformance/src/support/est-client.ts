/** A device that renews its certificate, as the agents do: EST, then the announcement of the new key. */
import { generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { request as httpsRequest } from 'node:https';
import { bitString, encode, objectIdentifier, sequence } from '@moorgate/testing';
import type { DeviceAnswer, DeviceFiles } from './device.ts';

/** A request of a device that is more than a `GET`. */
export interface DeviceCall {
  readonly method: string;
  readonly path: string;
  readonly mediaType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends it on a connection of its own. */
export const callGateway = (
  gatewayUrl: string,
  device: Partial<DeviceFiles>,
  { method, path, mediaType = 'application/json', headers: own = {}, body = '' }: DeviceCall,
): Promise<DeviceAnswer> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(gatewayUrl);
    const described = { 'content-type': mediaType, 'content-length': Buffer.byteLength(body) };
    const headers = { ...described, ...own };
    const where = { host: '127.0.0.1', port, servername: 'localhost', agent: false, path, method };
    const request = httpsRequest({ ...where, headers, ...device }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode!, headers: response.headers, body: text });
      });
    });
    request.on('error', reject).end(body);
  });

/** The element of DER that begins at this place: where its content begins, and where it ends. */
const elementAt = (der: Buffer, at: number): { readonly inner: number; readonly end: number } => {
  const first = der[at + 1]!;
  const octets = first < 0x80 ? 0 : first & 0x7f;
  const length = octets === 0 ? first : der.readUIntBE(at + 2, octets);
  const inner = at + 2 + octets;
  return { inner, end: inner + length };
};

/** The subject of a certificate of version 3, octet by octet: the sixth field (RFC 5280, 4.1). */
const subjectOf = (certificatePem: string): Buffer => {
  const der = new X509Certificate(certificatePem).raw;
  let at = elementAt(der, elementAt(der, 0).inner).inner;
  for (let field = 1; field < 6; field += 1) at = elementAt(der, at).end;
  return der.subarray(at, elementAt(der, at).end);
};

const ecdsaWithSha256 = objectIdentifier('1.2.840.10045.4.3.2');

/** PKCS#10 with the subject of the certificate, in base64 on a single line. */
const signingRequest = (certificatePem: string, key: KeyObject, publicKey: KeyObject): string => {
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const version = encode(0x02, Buffer.of(0));
  const info = sequence(version, subjectOf(certificatePem), spki, encode(0xa0));
  const algorithm = sequence(ecdsaWithSha256);
  return sequence(info, algorithm, bitString(sign('sha256', info, key))).toString('base64');
};

/** The first certificate of a SignedData without signers (RFC 5652, 5.1), in PEM. */
export const firstCertificate = (base64: string): string => {
  const der = Buffer.from(base64, 'base64');
  const signedData = elementAt(der, elementAt(der, elementAt(der, 0).inner).end).inner;
  let at = elementAt(der, signedData).inner;
  // Version, digest algorithms, content.
  for (let field = 0; field < 3; field += 1) at = elementAt(der, at).end;
  const certificate = elementAt(der, at).inner;
  return new X509Certificate(der.subarray(certificate, elementAt(der, certificate).end)).toString();
};

/** A new key on P-256, and the request for its certificate. */
export interface Rotation {
  readonly publicKeyPem: string;
  readonly request: string;
  /** The files of the device with the certificate of this answer. */
  adopt(answer: DeviceAnswer): DeviceFiles;
}

/** Draws the key. */
export const beginRotation = (device: DeviceFiles): Rotation => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = privateKey.export({ type: 'sec1', format: 'pem' }).toString();
  return {
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    request: signingRequest(device.cert, privateKey, publicKey),
    adopt: ({ body }) => ({ ...device, key, cert: firstCertificate(body) }),
  };
};

/** Asks for the certificate. */
export const reenroll = (
  gatewayUrl: string,
  device: DeviceFiles,
  { request: body }: Pick<Rotation, 'request'>,
): Promise<DeviceAnswer> =>
  callGateway(gatewayUrl, device, {
    method: 'POST',
    path: '/.well-known/est/simplereenroll',
    mediaType: 'application/pkcs10',
    body,
  });

/** Announces the key. */
export const announceKey = (
  gatewayUrl: string,
  device: DeviceFiles,
  { publicKeyPem }: Pick<Rotation, 'publicKeyPem'>,
): Promise<DeviceAnswer> =>
  callGateway(gatewayUrl, device, {
    method: 'PATCH',
    path: '/device',
    body: JSON.stringify({ next_pubkey: publicKeyPem }),
  });
