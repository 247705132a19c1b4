/** A product with hosts behind two beacons: one that listens over HTTPS, and one that nobody can connect to. */
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTestPki } from '@moorgate/testing';
import { until } from '../../runner/builds-ground.ts';
import { type AdminClient, adminClient } from '../admin.ts';
import { type BeaconProcess, startBeaconProcess } from '../beacon-process.ts';
import { createToken } from '../fleet.ts';
import { makeFolder, type Product, removeFolder, runCommand, startProduct } from '../product.ts';
import type { EngineHost } from './engine-hosts.ts';
import { type Line, readLines } from './operation-lines.ts';

/** A product that reaches hosts. */
export interface HostsGround {
  readonly product: Product;
  readonly token: string;
  readonly admin: AdminClient;
  /** Of the hosts, in their order; the second half of them is behind the tunnel. */
  readonly addresses: readonly string[];
  /** The device that the beacon behind the tunnel is. */
  readonly uuid: string;
  readonly tunnel: BeaconProcess;
  /** The beacon that listens, with the first half of the hosts. */
  readonly listening: BeaconProcess;
  /** Asks for an operation by Lighthouse, and reads its stream to the end. Throws for an answer that is none. */
  operate(method: string, path: string, body?: unknown): Promise<readonly Line[]>;
  close(): Promise<void>;
}

/** What operators of applications need. */
const scopes = [
  ...['applications:create', 'applications:manage', 'applications:use'],
  ...['beacons:create', 'beacons:manage', 'beacons:use'],
  ...['devices:delete', 'devices:read-update', 'docker:read-update'],
];

const beaconToken = 'the-token-of-a-beacon-in-a-test';

const enginesOf = (hosts: readonly EngineHost[]): readonly string[] =>
  hosts.flatMap(({ name, proxy }) => ['--engine', `${name}=unix:${proxy.socketPath}`]);

/** The beacons, before they are registered. */
const startBeacons = async (
  hosts: readonly EngineHost[],
  at: (name: string) => string,
): Promise<readonly [BeaconProcess, BeaconProcess]> => {
  await writeFile(at('token'), beaconToken, { mode: 0o600 });
  const half = Math.ceil(hosts.length / 2);
  // prettier-ignore
  return Promise.all([
    startBeaconProcess([
      '--listen', '127.0.0.1:0', '--tls-cert', at('tls.pem'), '--tls-key', at('tls.key'),
      '--token-file', at('token'), ...enginesOf(hosts.slice(0, half)),
    ]),
    startBeaconProcess([
      '--device-dir', at('device'), '--token-file', at('token'), ...enginesOf(hosts.slice(half)),
    ]),
  ]);
};

const register = async (admin: AdminClient, address: string, alias: string): Promise<void> => {
  const wanted = { Address: address, Token: beaconToken, Alias: alias };
  let said: unknown;
  await until(`${alias} is not registered: ${JSON.stringify(said)}`, async () => {
    const { status, body } = await admin.call('POST', '/api/v0.2/beacons/create', wanted);
    said = body;
    return status === 200;
  });
};

/** The addresses that a beacon reports. */
const addressesOf = async (admin: AdminClient, alias: string): Promise<readonly string[]> => {
  const { body } = await admin.call('GET', `/api/v0.2/beacons/list/${alias}`);
  return (body as readonly { readonly InstanceAddress: string }[]).map(
    ({ InstanceAddress: address }) => address,
  );
};

const operator =
  ({ ready }: Product, token: string): HostsGround['operate'] =>
  async (method, path, body) => {
    const answer = await fetch(new URL(`/api/v0.2/applications/${path}`, ready.adminUrl), {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${path} was answered ${answer.status}: ${text}`);
    return readLines(text);
  };

const startWithTunnel = async (
  folder: string,
  { uuid, workers, env: more }: Required<GroundOptions> & { readonly uuid: string },
): Promise<Product> => {
  const at = (name: string): string => join(folder, name);
  const pki = createTestPki({ factory: 'acme' });
  await writeFile(at('tls.pem'), pki.server.certPem);
  await writeFile(at('tls.key'), pki.server.keyPem);
  await writeFile(at('root.crt'), pki.root.certPem);
  const env = { MOORGATE_BEACON_CAS: at('root.crt'), ...more };
  const product = await startProduct(at('data'), { workers, env });
  const { code, stderr } = await runCommand(
    ['device', 'create', '--data-dir', at('data'), '--uuid', uuid, '--out', at('device')],
    { env: product.env },
  );
  if (code !== 0) throw new Error(`no device was made: ${stderr}`);
  return product;
};

/** What its product is started with. */
export interface GroundOptions {
  /** Of its gateway; two unless said. */
  readonly workers?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Opens one with these hosts, the first half of them behind the beacon that listens. */
export const openHostsGround = async (
  hosts: readonly EngineHost[],
  { workers = 2, env = {} }: GroundOptions = {},
): Promise<HostsGround> => {
  const folder = await makeFolder();
  const uuid = randomUUID();
  const product = await startWithTunnel(folder, { uuid, workers, env });
  const token = await createToken(product, scopes);
  const admin = adminClient(product.ready.adminUrl, token);
  const [listening, tunnel] = await startBeacons(hosts, (name) => join(folder, name));
  await register(admin, listening.url, 'near');
  await register(admin, `tunnel://${uuid}`, 'far');
  return {
    ...{ product, token, admin, uuid, tunnel, listening },
    addresses: [...(await addressesOf(admin, 'near')), ...(await addressesOf(admin, 'far'))],
    operate: operator(product, token),
    close: async () => {
      await Promise.all([listening.stop(), tunnel.stop()]);
      await product.stop();
      await removeFolder(folder);
    },
  };
};
