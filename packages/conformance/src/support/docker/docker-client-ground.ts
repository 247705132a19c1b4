/** Docker clients of operators, each at a socket of their own, and the engines of hosts that are elsewhere. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adminClient, logIn, ownPage } from '../admin.ts';
import type { EngineHost } from '../applications/engine-hosts.ts';
import { type HostsGround, openHostsGround } from '../applications/hosts-ground.ts';
import type { StartedProgram } from '../containers/start-program.ts';
import { createToken } from '../fleet.ts';
import { type DockerProxyProcess, startDockerProxy } from './docker-proxy.ts';

/** A Docker client at the socket of a proxy. */
export interface DockerClient {
  /** Runs it to its end; what it wrote. Rejects with everything that it wrote when it fails. */
  run(args: readonly string[], input?: string): Promise<string>;
  /** Starts one that goes on. */
  follow(args: readonly string[]): StartedProgram;
  /** Ends the proxy; its exit code. */
  close(): Promise<number | null>;
}

/** Somebody who may use Docker hosts, as far as somebody else does not take that away. */
export interface DockerUser {
  readonly token: string;
  revokeToken(): Promise<void>;
  /** Their level on the beacons; -1 for none. */
  giveLevel(level: number): Promise<void>;
  takeScopes(): Promise<void>;
}

/** Engines, and who uses them. */
export interface DockerClientGround {
  readonly hosts: HostsGround;
  /** For files of a test. */
  readonly folder: string;
  /** A client of the host at this place, with the environment of its proxy: `MOORGATE_URL` and `MOORGATE_TOKEN`, say. */
  open(at: number, env: Readonly<Record<string, string>>): Promise<DockerClient>;
  /** The same in the name of a token. */
  openFor(at: number, token: string): Promise<DockerClient>;
  /** Somebody new, without a level. */
  addUser(): Promise<DockerUser>;
  close(): Promise<void>;
}

const scopes = ['tokens:create', 'beacons:use', 'docker:read', 'docker:read-update'];

const addUser = async (
  { product, uuid, listening }: HostsGround,
  { adminToken, username }: { readonly adminToken: string; readonly username: string },
): Promise<DockerUser> => {
  const url = product.ready.adminUrl;
  const admin = adminClient(url, adminToken);
  const must = async (method: string, path: string, body?: unknown): Promise<void> => {
    const { status, body: said } = await admin.call(method, path, body);
    if (status >= 300) throw new Error(`${path} was answered ${status}: ${JSON.stringify(said)}`);
  };
  const password = 'four words of their own';
  await must('POST', '/v1/users', { username, password, scopes });
  const cookie = await logIn(url, { username, password });
  const made = await fetch(new URL('/v1/tokens', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie, ...ownPage(url) },
    body: JSON.stringify({ name: 'docker', scopes: scopes.slice(1) }),
  });
  const { token } = (await made.json()) as { readonly token: string };
  return {
    token,
    revokeToken: () => must('DELETE', `/v1/tokens/${token.split('_')[2]}`),
    giveLevel: (level) =>
      must('PUT', `/api/v0.2/users/${username}`, {
        Beacons: { [listening.url]: level, [`tunnel://${uuid}`]: level },
      }),
    takeScopes: () => must('PUT', `/v1/users/${username}/scopes`, { scopes: ['beacons:use'] }),
  };
};

/** Opens one with these hosts, whose engines take no privileged containers. */
export const openDockerClientGround = async (
  engineHosts: readonly EngineHost[],
): Promise<DockerClientGround> => {
  const folder = await mkdtemp(join(tmpdir(), 'moorgate-docker-client-'));
  const sockets = join(folder, 'sockets');
  await mkdir(sockets, { mode: 0o700 });
  const hosts = await openHostsGround(engineHosts, {
    env: { MOORGATE_DOCKER_REFUSES: 'privileged' },
  });
  const [{ engine }] = engineHosts as [EngineHost];
  const { product } = hosts;
  // prettier-ignore
  const adminToken = await createToken(product, [
    'users:create', 'users:read-update', 'beacons:manage', 'tokens:delete', ...scopes,
  ]);
  const proxies = new Set<DockerProxyProcess>();
  let last = 0;
  const open: DockerClientGround['open'] = async (at, env) => {
    last += 1;
    const socket = join(sockets, `${last}.sock`);
    const proxy = await startDockerProxy(hosts.addresses[at]!, { socket, env });
    proxies.add(proxy);
    return {
      run: (args, input) =>
        engine.docker(args, { env: proxy.env, ...(input === undefined ? {} : { input }) }),
      follow: (args) => engine.follow(args, proxy.env),
      close: () => {
        proxies.delete(proxy);
        return proxy.stop();
      },
    };
  };
  return {
    hosts,
    folder,
    open,
    openFor: (at, token) =>
      open(at, { MOORGATE_URL: product.ready.adminUrl, MOORGATE_TOKEN: token }),
    addUser: () => {
      last += 1;
      return addUser(hosts, { adminToken, username: `user${last}` });
    },
    close: async () => {
      for (const proxy of proxies) await proxy.stop();
      await hosts.close();
      await rm(folder, { recursive: true });
    },
  };
};
