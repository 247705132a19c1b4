/** Every kind of certificate and connection that can meet the gateway, and what becomes of it. */
import { randomUUID } from 'node:crypto';
import type { SecureVersion } from 'node:tls';
import { denyDevice, purgeDevice, retireDeviceCa, undenyDevice } from '@moorgate/devices';
import {
  type DeviceOptions,
  oddLeaf,
  purpose,
  type TestCertificate,
  type TestLeaf,
  unknownExtension,
} from '@moorgate/testing';
import { type Call, callGateway } from './test-support/device-client.ts';
import { startTestGateway, type TestGateway } from './test-support/start-test-gateway.ts';

let running: TestGateway;
beforeAll(async () => {
  running = await startTestGateway({ refusalsPerMinuteMax: 1_000 });
});
afterAll(() => running.close());

const hour = 3_600_000;
const past = (): { notBefore: Date; notAfter: Date } => ({
  notBefore: new Date(Date.now() - 48 * hour),
  notAfter: new Date(Date.now() - hour),
});

/** What is shown, made afresh for each version of TLS; null for no certificate. */
type Show = () => Promise<TestCertificate | null> | TestCertificate | null;

interface Row {
  readonly title: string;
  readonly show: Show;
  /** The status, and the code of the refusal (none where the device is served). */
  readonly expect: readonly [200] | readonly [403, string];
  /** The counter that a refusal leaves, where it is not that of its code. */
  readonly verdict?: { readonly kind: string; readonly code: string };
  readonly tls?: Call['tls'];
}

const device = (options?: DeviceOptions): TestLeaf => running.pki.issueDevice(options);
const served = [200] as const;

const certificates: readonly Row[] = [
  {
    title: 'no certificate',
    show: () => null,
    expect: [403, 'certificate_required'],
    verdict: { kind: 'anonymous', code: '' },
  },
  { title: 'a good one', show: () => device(), expect: served },
  {
    title: 'self-signed',
    show: () => device({ ca: 'self' }),
    expect: [403, 'certificate_untrusted'],
  },
  {
    title: 'issued by another CA',
    show: () => device({ ca: running.pki.createCa({ commonName: 'stranger' }) }),
    expect: [403, 'certificate_untrusted'],
  },
  {
    title: 'issued by another CA of the same name',
    show: () => device({ ca: running.pki.createCa() }),
    expect: [403, 'certificate_untrusted'],
  },
  {
    title: 'issued by the certificate of a device',
    show: () => device({ ca: device({ ...oddLeaf }) }),
    expect: [403, 'certificate_untrusted'],
  },
  {
    title: 'issued by the root above the device CA',
    show: () => device({ ca: running.pki.root }),
    expect: [403, 'certificate_untrusted'],
  },
  { title: 'expired', show: () => device(past()), expect: [403, 'certificate_expired'] },
  {
    title: 'not yet valid',
    show: () => device({ notBefore: new Date(Date.now() + hour) }),
    expect: [403, 'certificate_not_yet_valid'],
  },
  {
    title: 'for servers only',
    show: () => device({ extendedKeyUsage: [purpose.serverAuth] }),
    expect: [403, 'certificate_purpose_forbidden'],
  },
  { title: 'without a purpose', show: () => device({ extendedKeyUsage: null }), expect: served },
  {
    title: 'marked as a CA with a critical purpose, as existing tools make them',
    show: () => device(oddLeaf),
    expect: served,
  },
  {
    title: 'signed with SHA-1',
    show: () => device({ scheme: 'sha1' }),
    expect: [403, 'certificate_algorithm_forbidden'],
    tls: { ciphers: 'DEFAULT@SECLEVEL=0' },
  },
  {
    title: 'an RSA key of 1024 bits',
    show: () => device({ keyType: 'RSA-1024' }),
    expect: [403, 'certificate_key_forbidden'],
    tls: { ciphers: 'DEFAULT@SECLEVEL=0' },
  },
  { title: 'an RSA key of 2048 bits', show: () => device({ keyType: 'RSA-2048' }), expect: served },
  { title: 'a P-384 key', show: () => device({ keyType: 'P-384' }), expect: served },
  { title: 'an Ed25519 key', show: () => device({ keyType: 'Ed25519' }), expect: served },
  {
    title: 'an unknown critical extension',
    show: () => device({ extensions: [unknownExtension(true)] }),
    expect: [403, 'certificate_extension_unknown'],
  },
  {
    title: 'an unknown extension that is not critical',
    show: () => device({ extensions: [unknownExtension(false)] }),
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
  ).map(([title, commonNames]): Row => ({
    title,
    show: () => device({ commonNames }),
    expect: [403, 'certificate_subject_invalid'],
  })),
  {
    title: 'a UUID in capitals',
    show: () => device({ uuid: randomUUID().toUpperCase() }),
    expect: served,
  },
  {
    title: 'another factory',
    show: () => device({ organizationalUnits: ['other'] }),
    expect: [403, 'certificate_factory_mismatch'],
  },
];

const trusting = async (
  ca: TestCertificate,
  binding?: Parameters<TestGateway['trust']>[1],
): Promise<TestLeaf> => {
  await running.trust(ca, binding);
  return device({ ca });
};
const newCa = (options: Parameters<TestGateway['pki']['createCa']>[0] = {}): TestCertificate =>
  running.pki.createCa({ commonName: randomUUID(), ...options });

const authorities: readonly Row[] = [
  { title: 'a second CA of the same factory', show: () => trusting(newCa()), expect: served },
  {
    title: 'a CA that has expired',
    show: () => trusting(newCa(past())),
    expect: [403, 'device_ca_expired'],
  },
  {
    title: 'a CA without the CA flag',
    show: () => trusting(newCa({ isCa: false })),
    expect: [403, 'device_ca_unsuitable'],
  },
  {
    title: 'a CA that may not sign certificates',
    show: () => trusting(newCa({ keyCertSign: false })),
    expect: [403, 'device_ca_unsuitable'],
  },
  {
    title: 'a CA below one whose path length is used up',
    show: async () => {
      const upper = newCa({ pathLength: 0 });
      await running.trust(upper);
      return trusting(newCa({ issuer: upper }));
    },
    expect: [403, 'device_ca_unsuitable'],
  },
  {
    title: 'a CA that was retired while the gateway ran',
    show: async () => {
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

const deviceKnown = async (options?: DeviceOptions): Promise<TestLeaf> => {
  const leaf = device(options);
  expect((await callGateway(running, { leaf })).status).toBe(200);
  return leaf;
};
const deny = (leaf: TestLeaf): Promise<void> => denyDevice(running.ctx, { uuid: leaf.uuid });

const devices: readonly Row[] = [
  {
    title: 'unknown, under a CA that enrols nobody',
    show: () => trusting(newCa(), { policy: 'registered' }),
    expect: [403, 'device_not_registered'],
  },
  {
    title: 'unknown, under a CA whose devices wait for approval',
    show: () => trusting(newCa(), { policy: 'approval' }),
    expect: [403, 'device_awaits_approval'],
  },
  { title: 'known', show: () => deviceKnown(), expect: served },
  {
    title: 'known, with another key',
    show: async () => device({ uuid: (await deviceKnown()).uuid }),
    expect: [403, 'device_key_mismatch'],
  },
  {
    title: 'denied',
    show: async () => {
      const leaf = await deviceKnown();
      await deny(leaf);
      return leaf;
    },
    expect: [403, 'device_denied'],
  },
  {
    title: 'denied, with another key',
    show: async () => {
      const leaf = await deviceKnown();
      await deny(leaf);
      return device({ uuid: leaf.uuid });
    },
    expect: [403, 'device_denied'],
  },
  {
    title: 'taken off the denied list, with its key',
    show: async () => {
      const leaf = await deviceKnown();
      await deny(leaf);
      await undenyDevice(running.ctx, leaf.uuid);
      return leaf;
    },
    expect: served,
  },
  {
    title: 'taken off the denied list, with another key',
    show: async () => {
      const leaf = await deviceKnown();
      await deny(leaf);
      await undenyDevice(running.ctx, leaf.uuid);
      return device({ uuid: leaf.uuid });
    },
    expect: [403, 'device_key_mismatch'],
  },
  {
    title: 'fully deleted, with a new key',
    show: async () => device({ uuid: (await purged()).uuid }),
    expect: served,
  },
  {
    title: 'fully deleted, with the old key',
    show: async () => purged(),
    expect: [403, 'device_key_purged'],
  },
  {
    title: 'fully deleted, with the old key under another UUID',
    show: async () => device({ keys: (await purged()).keys }),
    expect: [403, 'device_key_purged'],
  },
];

const purged = async (): Promise<TestLeaf> => {
  const leaf = await deviceKnown();
  await deny(leaf);
  await purgeDevice(running.ctx, leaf.uuid);
  return leaf;
};

const handled = (): Promise<number> =>
  running.gateway.metrics.valueOf('moorgate_gateway_requests_total', { status: '200' });
const counted = (verdict: { kind: string; code: string }): Promise<number> =>
  running.gateway.metrics.valueOf('moorgate_gateway_verdicts_total', verdict);
const knownDevices = async (): Promise<number> =>
  (await running.pool.query<{ n: number }>('select count(*)::int as n from devices')).rows[0]!.n;

const versions: readonly SecureVersion[] = ['TLSv1.2', 'TLSv1.3'];

describe.each(versions)('on %s', (version) => {
  test.each([...certificates, ...authorities, ...devices])('$title', async (row) => {
    const [status, code] = row.expect;
    const leaf = (await row.show()) ?? undefined;
    const verdict = row.verdict ?? {
      kind: code === undefined ? 'device' : 'refused',
      code: code ?? '',
    };
    const before = [await handled(), await counted(verdict), await knownDevices()] as const;
    const answer = await callGateway(running, {
      leaf,
      version,
      ...(row.tls ? { tls: row.tls } : {}),
    });

    expect([answer.status, answer.body?.['code']]).toEqual([status, code]);
    expect(await counted(verdict)).toBe(before[1] + 1);
    if (code === undefined) {
      expect(await handled()).toBe(before[0] + 1);
      return;
    }
    expect(await handled()).toBe(before[0]);
    expect(await knownDevices()).toBe(before[2]);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/problem+json',
      connection: 'close',
    });
  });
});
