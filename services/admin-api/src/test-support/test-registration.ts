/** A device CA of its own for tests of registration, and what tools on devices send. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Context, openDeviceCaSigner, subjectOfCertificate } from '@moorgate/auth';
import { addDeviceCa, createTrustStore, type RegistrationServices } from '@moorgate/devices';
import {
  createKeyPair,
  createSigningRequest,
  createTestPki,
  type KeyPair,
  type TestPki,
  toPem,
} from '@moorgate/testing';

/** How a request differs from that of `lmp-device-register` for a new device. */
export interface RequestOptions {
  readonly uuid?: string;
  readonly keys?: KeyPair;
  readonly isProduction?: boolean;
}

/** The body of a request as a tool sends it: every scalar is a string, and some fields mean nothing here. */
export interface RegistrationBody {
  readonly uuid: string;
  readonly csr: string;
  readonly name?: string;
  readonly group?: string;
  readonly [field: string]: unknown;
}

export interface TestRegistration {
  readonly pki: TestPki;
  readonly services: RegistrationServices;
  /** Lists the CA: nothing is signed before. */
  trust(operator: Context): Promise<void>;
  requestFor(options?: RequestOptions): RegistrationBody;
  close(): Promise<void>;
}

/** The gateway of the settings that registered devices get. */
export const testGatewayUrl = 'https://gateway.example:8443';

/** Makes it, over a store. */
export const openTestRegistration = async (
  services: Pick<Context, 'db' | 'log'>,
  factory: string,
): Promise<TestRegistration> => {
  const pki = createTestPki({ factory });
  const folder = await mkdtemp(join(tmpdir(), 'moorgate-registration-'));
  const file = (name: string): string => join(folder, name);
  await writeFile(file('device-ca.key'), pki.deviceCa.keyPem);
  await writeFile(file('device-ca.crt'), pki.deviceCa.certPem);
  await writeFile(file('root.crt'), pki.root.certPem);
  const ca = await openDeviceCaSigner({
    key: file('device-ca.key'),
    certificateFile: file('device-ca.crt'),
  });
  const trust = createTrustStore(services);
  return {
    pki,
    services: {
      signing: { ca, trust, days: 10, takeTurn: () => undefined },
      factory,
      gatewayUrl: testGatewayUrl,
      readRootCertificate: () => readFile(file('root.crt'), 'utf8'),
    },
    trust: async (operator) =>
      void (await addDeviceCa(operator, { certificate: pki.deviceCa.certPem })),
    requestFor: ({ uuid = randomUUID(), keys = createKeyPair(), isProduction = false } = {}) => {
      const subject = subjectOfCertificate(pki.issueDevice({ uuid, isProduction }).der);
      return {
        uuid,
        csr: toPem('CERTIFICATE REQUEST', createSigningRequest({ subject, keys })),
        name: uuid,
        'hardware-id': 'intel-corei7-64',
        'use-ostree-server': 'true',
        'sota-config-dir': '/var/sota',
      };
    },
    close: async () => {
      await ca.close();
      await rm(folder, { recursive: true });
    },
  };
};
