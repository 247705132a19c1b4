/** Docker hosts of a console ground: scripted engines, two behind a beacon that listens and one behind a tunnel. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import {
  createTestEngine,
  startTestBeacon,
  type TestDockerCall,
  type TestEngine,
} from '@moorgate/testing';
import { until } from '../../runner/builds-ground.ts';
import { type AdminClient, adminClient } from '../admin.ts';
import { startBeaconProcess } from '../beacon-process.ts';
import { createToken } from '../fleet.ts';
import { makeFolder, type Product, removeFolder, runCommand } from '../product.ts';

/** The hosts of a product. */
export interface ScriptedHosts {
  readonly admin: AdminClient;
  /** By the names of the hosts: `near-1`, `near-2` and `far`. */
  readonly engines: Readonly<Record<'near-1' | 'near-2' | 'far', TestEngine>>;
  /** The device that the beacon of `far` is. */
  readonly device: string;
  /** Holds the calls to an engine whose target begins so; answers what lets them go on. */
  hold(name: 'near-1' | 'near-2' | 'far', start: string): () => void;
  /** Ends the beacon behind the tunnel. */
  cutTunnel(): Promise<void>;
  close(): Promise<void>;
}

const token = 'the-token-of-a-beacon-in-a-test';
const version = 'v1.41';
const images = ['busybox'];

/** Containers as an engine lists them, which says less than where one is asked for. */
const listedBy = (engine: TestEngine): readonly object[] =>
  [...engine.containers.values()].map(({ id, name, body, isRunning }) => ({
    ...{ Id: id, Names: [`/${name}`], Image: body['Image'], Labels: body['Labels'] ?? {} },
    ...{ State: isRunning ? 'running' : 'exited', Status: isRunning ? 'Up' : 'Exited (0)' },
  }));

const imagesOf = (engine: TestEngine): readonly object[] =>
  [...engine.images].map((name) => ({
    ...{ Id: `sha256:${name}`, RepoTags: [name], Size: 4_200_000, Created: 1_700_000_000 },
  }));

const sendJson = (response: ServerResponse, value: unknown): void => {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
};

/** An engine that lists what it has, and whose calls can be held. */
const scriptEngine = () => {
  const engine = createTestEngine(images);
  const held: (() => void)[] = [];
  let start: string | null = null;
  engine.interfere(({ method, target }, response, carryOut) => {
    if (method === 'GET' && target.startsWith('containers/json'))
      sendJson(response, listedBy(engine));
    else if (method === 'GET' && target.startsWith('images/json'))
      sendJson(response, imagesOf(engine));
    else if (start !== null && target.startsWith(start)) held.push(() => carryOut(response));
    else return false;
    return true;
  });
  return {
    engine,
    hold: (wanted: string) => {
      start = wanted;
      return () => {
        start = null;
        for (const release of held.splice(0)) release();
      };
    },
  };
};

/** Serves an engine at a socket, as a beacon that comes with Moorgate finds it. */
const serveEngine = async (engine: TestEngine, path: string): Promise<() => Promise<void>> => {
  const server = createServer((request, response) => {
    const { method = '', url = '' } = request;
    if (url === '/_ping') return void response.end('OK');
    if (url === '/version') return sendJson(response, { ApiVersion: version.slice(1) });
    const target = url.replace(/^\/(?:v[0-9.]+\/)?/, '');
    const call: TestDockerCall = { instance: 'far', method, target, request };
    engine.answer(call, response);
  });
  server.listen(path);
  await once(server, 'listening');
  return async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
};

const register = (admin: AdminClient, address: string, alias: string): Promise<void> =>
  until(`the beacon ${alias} is not registered`, async () => {
    const wanted = { Address: address, Token: token, Alias: alias };
    const { status } = await admin.call('POST', '/api/v0.2/beacons/create', wanted);
    return status === 200;
  });

const createDevice = async (
  { ready, env }: Product,
  { uuid, folder }: { readonly uuid: string; readonly folder: string },
): Promise<void> => {
  const { code, stderr } = await runCommand(
    ['device', 'create', '--data-dir', ready.dataDir, '--uuid', uuid, '--out', folder],
    { env: { ...env } },
  );
  if (code !== 0) throw new Error(`no device was made: ${stderr}`);
};

/** Starts and registers them; the first administrator owns both beacons. */
export const startScriptedHosts = async (product: Product): Promise<ScriptedHosts> => {
  const folder = await makeFolder();
  const at = (name: string): string => join(folder, name);
  const scripted = { 'near-1': scriptEngine(), 'near-2': scriptEngine(), far: scriptEngine() };
  const near = ['near-1', 'near-2'] as const;
  const beacon = await startTestBeacon({
    token,
    vms: near.map((name) => ({
      ...{ name, address: name, port: '2375', version, canAccessDocker: true },
    })),
    docker: (call, response) =>
      scripted[near.find((name) => call.instance.startsWith(name))!].engine.answer(call, response),
  });
  const closeEngine = await serveEngine(scripted.far.engine, at('far.sock'));
  await writeFile(at('token'), token, { mode: 0o600 });
  const device = randomUUID();
  await createDevice(product, { uuid: device, folder: at('device') });
  // prettier-ignore
  const tunnel = await startBeaconProcess(
    ['--device-dir', at('device'), '--token-file', at('token'), '--engine', `far=unix:${at('far.sock')}`]);
  const admin = adminClient(
    product.ready.adminUrl,
    await createToken(product, ['beacons:create', 'beacons:use', 'users:create']),
  );
  await register(admin, beacon.address, 'near');
  await register(admin, `tunnel://${device}`, 'far');
  let isCut = false;
  const cutTunnel = async (): Promise<void> => {
    if (!isCut) await tunnel.stop();
    isCut = true;
  };
  return {
    admin,
    engines: {
      ...{ 'near-1': scripted['near-1'].engine, 'near-2': scripted['near-2'].engine },
      far: scripted.far.engine,
    },
    device,
    hold: (name, start) => scripted[name].hold(start),
    cutTunnel,
    close: async () => {
      await cutTunnel();
      await Promise.all([beacon.close(), closeEngine()]);
      await removeFolder(folder);
    },
  };
};
