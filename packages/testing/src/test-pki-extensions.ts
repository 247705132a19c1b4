/** The extensions of test certificates (RFC 5280, 4.2.1). */
import { isIP } from 'node:net';
import type { TestExtension } from './test-pki-certificate.ts';
import { encode, objectIdentifier, sequence, smallInteger } from './test-pki-der.ts';

export const purpose = {
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
} as const;

/** Bits of the first octet of a key usage. */
export const usage = { digitalSignature: 0x80, keyCertSign: 0x04, cRLSign: 0x02 } as const;

/** An extension that nobody knows. */
export const unknownExtension = (isCritical: boolean): TestExtension => ({
  oid: '1.3.6.1.4.1.99999.1',
  isCritical,
  value: encode(0x05),
});

export const basicConstraints = (isCa: boolean, pathLength: number | null): TestExtension => ({
  oid: '2.5.29.19',
  isCritical: true,
  value: sequence(
    ...(isCa ? [Buffer.from([1, 1, 0xff])] : []),
    ...(pathLength === null ? [] : [smallInteger(pathLength)]),
  ),
});

/** Only bits of the first octet, at least one. */
export const keyUsage = (bits: number): TestExtension => ({
  oid: '2.5.29.15',
  isCritical: true,
  value: encode(0x03, Buffer.of(31 - Math.clz32(bits & -bits), bits)),
});

export const extendedKeyUsage = (
  purposes: readonly string[],
  isCritical: boolean,
): TestExtension => ({
  oid: '2.5.29.37',
  isCritical,
  value: sequence(...purposes.map(objectIdentifier)),
});

/** IPv4, or `::1`. */
const addressOctets = (address: string): Buffer =>
  isIP(address) === 4
    ? Buffer.from(address.split('.').map(Number))
    : Buffer.concat([Buffer.alloc(15), Buffer.of(1)]);

/** DNS names and addresses. */
export const subjectAltName = (names: readonly string[]): TestExtension => ({
  oid: '2.5.29.17',
  isCritical: false,
  value: sequence(
    ...names.map((name) =>
      isIP(name) > 0 ? encode(0x87, addressOctets(name)) : encode(0x82, Buffer.from(name)),
    ),
  ),
});
