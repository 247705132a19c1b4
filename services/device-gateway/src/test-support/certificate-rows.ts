/** The rows of the handshake matrix that are about certificates: what is shown, and what becomes of it. */
import { randomUUID } from 'node:crypto';
import { denyDevice, purgeDevice, retireDeviceCa, undenyDevice } from '@moorgate/devices';
import {
  type DeviceOptions,
  oddLeaf,
  purpose,
  type TestCertificate,
  type TestLeaf,
  unknownExtension,
} from '@moorgate/testing';
import { type Call, callGateway } from './device-client.ts';
import type { TestGateway } from './start-test-gateway.ts';

const hour = 3_600_000;
const past = (): { notBefore: Date; notAfter: Date } => ({
  notBefore: new Date(Date.now() - 48 * hour),
  notAfter: new Date(Date.now() - hour),
});

/** What is shown, made afresh for each version of TLS; null for no certificate. */
type Show = (issuing: Issuing) => Promise<TestCertificate | null> | TestCertificate | null;

export interface CertificateRow {
  readonly title: string;
  readonly show: Show;
  /** The status, and the code of the refusal (none where the device is served). */
  readonly expect: readonly [200] | readonly [403, string];
  /** The counter that a refusal leaves, where it is not that of its code. */
  readonly verdict?: { readonly kind: string; readonly code: string };
  readonly tls?: Call['tls'];
}

/** What a row makes its certificate with. */
export interface Issuing {
  readonly running: TestGateway;
  /** A certificate of a device, of the device CA unless told otherwise. */
  device(options?: DeviceOptions): TestLeaf;
  /** A CA that nobody trusts yet. */
  newCa(options?: Parameters<TestGateway['pki']['createCa']>[0]): TestCertificate;
  /** A device of a CA that the gateway has come to know. */
  trusting(ca: TestCertificate, binding?: Parameters<TestGateway['trust']>[1]): Promise<TestLeaf>;
  /** A device that has connected, one that was denied after that, and one that was fully deleted. */
  known(): Promise<TestLeaf>;
  denied(): Promise<TestLeaf>;
  purged(): Promise<TestLeaf>;
}

/** The means of a running gateway. */
export const issueFor = (running: TestGateway): Issuing => {
  const device = (options?: DeviceOptions): TestLeaf => running.pki.issueDevice(options);
  const known = async (): Promise<TestLeaf> => {
    const leaf = device();
    if ((await callGateway(running, { leaf })).status !== 200) throw new Error('it was not served');
    return leaf;
  };
  const denied = async (): Promise<TestLeaf> => {
    const leaf = await known();
    await denyDevice(running.ctx, { uuid: leaf.uuid });
    return leaf;
  };
  return {
    running,
    device,
    known,
    denied,
    newCa: (options) => running.pki.createCa({ commonName: randomUUID(), ...options }),
    trusting: async (ca, binding) => {
      await running.trust(ca, binding);
      return device({ ca });
    },
    purged: async () => {
      const leaf = await denied();
      await purgeDevice(running.ctx, leaf.uuid);
      return leaf;
    },
  };
};

const served = [200] as const;

const certificates: readonly CertificateRow[] = [
  {
    title: 'no certificate',
    show: () => null,
    expect: [403, 'certificate_required'],
    verdict: { kind: 'anonymous', code: '' },
  },
  { title: 'a good one', show: ({ device }) => device(), expect: served },
  {
    title: 'self-signed',
    show: ({ device }) => device({ ca: 'self' }),
    expect: [403, 'certificate_untrusted'],
  },
  {
    title: 'issued by another CA',
    show: ({ device, running }) => device({ ca: running.pki.createCa({ commonName: 'stranger' }) }),
    expect: [403, 'certificate_untrusted'],
  },
  {
    title: 'issued by another CA of the same name',
    show: ({ device, running }) => device({ ca: running.pki.createCa() }),
    expect: [403, 'certificate_untrusted'],
  },
  {
    title: 'issued by the certificate of a device',
    show: ({ device }) => device({ ca: device({ ...oddLeaf }) }),
    expect: [403, 'certificate_untrusted'],
  },
  {
    title: 'issued by the root above the device CA',
    show: ({ device, running }) => device({ ca: running.pki.root }),
    expect: [403, 'certificate_untrusted'],
  },
  { title: 'expired', show: ({ device }) => device(past()), expect: [403, 'certificate_expired'] },
  {
    title: 'not yet valid',
    show: ({ device }) => device({ notBefore: new Date(Date.now() + hour) }),
    expect: [403, 'certificate_not_yet_valid'],
  },
  {
    title: 'for servers only',
    show: ({ device }) => device({ extendedKeyUsage: [purpose.serverAuth] }),
    expect: [403, 'certificate_purpose_forbidden'],
  },
  {
    title: 'without a purpose',
    show: ({ device }) => device({ extendedKeyUsage: null }),
    expect: served,
  },
  {
    title: 'marked as a CA with a critical purpose, as existing tools make them',
    show: ({ device }) => device(oddLeaf),
    expect: served,
  },
  {
    title: 'signed with SHA-1',
    show: ({ device }) => device({ scheme: 'sha1' }),
    expect: [403, 'certificate_algorithm_forbidden'],
    tls: { ciphers: 'DEFAULT@SECLEVEL=0' },
  },
  {
    title: 'an RSA key of 1024 bits',
    show: ({ device }) => device({ keyType: 'RSA-1024' }),
    expect: [403, 'certificate_key_forbidden'],
    tls: { ciphers: 'DEFAULT@SECLEVEL=0' },
  },
  {
    title: 'an RSA key of 2048 bits',
    show: ({ device }) => device({ keyType: 'RSA-2048' }),
    expect: served,
  },
  { title: 'a P-384 key', show: ({ device }) => device({ keyType: 'P-384' }), expect: served },
  { title: 'an Ed25519 key', show: ({ device }) => device({ keyType: 'Ed25519' }), expect: served },
  {
    title: 'an unknown critical extension',
    show: ({ device }) => device({ extensions: [unknownExtension(true)] }),
    expect: [403, 'certificate_extension_unknown'],
  },
  {
    title: 'an unknown extension that is not critical',
    show: ({ device }) => device({ extensions: [unknownExtension(false)] }),
    expect: served,
  },
  ...(
    [
      ['no common name', []],
      ['an empty common name', ['']],
      ['two common names', [randomUUID(), randomUUID()]],
      ['a path as common name', ['../certs']],
      ['a common name that is no UUID', ['device-1']],
    ] as const
  ).map(([title, commonNames]): CertificateRow => ({
    title,
    show: ({ device }) => device({ commonNames }),
    expect: [403, 'certificate_subject_invalid'],
  })),
  {
    title: 'a UUID in capitals',
    show: ({ device }) => device({ uuid: randomUUID().toUpperCase() }),
    expect: served,
  },
  {
    title: 'another factory',
    show: ({ device }) => device({ organizationalUnits: ['other'] }),
    expect: [403, 'certificate_factory_mismatch'],
  },
];

const authorities: readonly CertificateRow[] = [
  {
    title: 'a second CA of the same factory',
    show: ({ trusting, newCa }) => trusting(newCa()),
    expect: served,
  },
  {
    title: 'a CA that has expired',
    show: ({ trusting, newCa }) => trusting(newCa(past())),
    expect: [403, 'device_ca_expired'],
  },
  {
    title: 'a CA without the CA flag',
    show: ({ trusting, newCa }) => trusting(newCa({ isCa: false })),
    expect: [403, 'device_ca_unsuitable'],
  },
  {
    title: 'a CA that may not sign certificates',
    show: ({ trusting, newCa }) => trusting(newCa({ keyCertSign: false })),
    expect: [403, 'device_ca_unsuitable'],
  },
  {
    title: 'a CA below one whose path length is used up',
    show: async ({ running, newCa, trusting }) => {
      const upper = newCa({ pathLength: 0 });
      await running.trust(upper);
      return trusting(newCa({ issuer: upper }));
    },
    expect: [403, 'device_ca_unsuitable'],
  },
  {
    title: 'a CA that was retired while the gateway ran',
    show: async ({ running, newCa, device }) => {
      const ca = newCa();
      const id = await running.trust(ca);
      await callGateway(running, { leaf: device({ ca }) });
      await retireDeviceCa(running.ctx, id);
      await running.untilFollowed();
      return device({ ca });
    },
    expect: [403, 'device_ca_retired'],
  },
];

const devices: readonly CertificateRow[] = [
  {
    title: 'unknown, under a CA that enrols nobody',
    show: ({ trusting, newCa }) => trusting(newCa(), { policy: 'registered' }),
    expect: [403, 'device_not_registered'],
  },
  {
    title: 'unknown, under a CA whose devices wait for approval',
    show: ({ trusting, newCa }) => trusting(newCa(), { policy: 'approval' }),
    expect: [403, 'device_awaits_approval'],
  },
  { title: 'known', show: ({ known }) => known(), expect: served },
  {
    title: 'known, with another key',
    show: async ({ device, known }) => device({ uuid: (await known()).uuid }),
    expect: [403, 'device_key_mismatch'],
  },
  { title: 'denied', show: ({ denied }) => denied(), expect: [403, 'device_denied'] },
  {
    title: 'denied, with another key',
    show: async ({ device, denied }) => device({ uuid: (await denied()).uuid }),
    expect: [403, 'device_denied'],
  },
  {
    title: 'taken off the denied list, with its key',
    show: async ({ running, denied }) => {
      const leaf = await denied();
      await undenyDevice(running.ctx, leaf.uuid);
      return leaf;
    },
    expect: served,
  },
  {
    title: 'taken off the denied list, with another key',
    show: async ({ running, device, denied }) => {
      const leaf = await denied();
      await undenyDevice(running.ctx, leaf.uuid);
      return device({ uuid: leaf.uuid });
    },
    expect: [403, 'device_key_mismatch'],
  },
  {
    title: 'fully deleted, with a new key',
    show: async ({ device, purged }) => device({ uuid: (await purged()).uuid }),
    expect: served,
  },
  {
    title: 'fully deleted, with the old key',
    show: ({ purged }) => purged(),
    expect: [403, 'device_key_purged'],
  },
  {
    title: 'fully deleted, with the old key under another UUID',
    show: async ({ device, purged }) => device({ keys: (await purged()).keys }),
    expect: [403, 'device_key_purged'],
  },
];

/** All of them. */
export const certificateRows: readonly CertificateRow[] = [
  ...certificates,
  ...authorities,
  ...devices,
];
