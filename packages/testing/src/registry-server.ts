/** The CNCF registry of Debian, for tests of what stands before it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { type DebianPackage, debianPackage } from './debian/debian-package.ts';

/** The program; or, in one sentence, why there is none. */
export const registryProgram = (): Promise<DebianPackage> =>
  debianPackage({ name: 'docker-registry' });

/** Whose tokens it takes. */
export interface RegistryServerOptions {
  /** The CA of their keys, in PEM. */
  readonly tokenCa: string;
  readonly issuer: string;
  readonly service: string;
}

/** A registry at a Unix socket. */
export interface RegistryServer {
  readonly socketPath: string;
  /** Starts it anew; `true`: so that it refuses to write. */
  restart(isReadOnly: boolean): Promise<void>;
  /** Ends it with its images. */
  stop(): Promise<void>;
}

const answers = (socketPath: string): Promise<boolean> =>
  new Promise((resolve) => {
    const asked = request({ socketPath, path: '/v2/', agent: false }, (response) => {
      response.resume();
      resolve(true);
    });
    asked.on('error', () => resolve(false)).end();
  });

const authOf = (folder: string, { issuer, service }: RegistryServerOptions): object => ({
  token: {
    realm: 'http://registry.invalid/',
    issuer,
    service,
    rootcertbundle: join(folder, 'ca.crt'),
  },
});

const contentOf = (
  folder: string,
  options: RegistryServerOptions | null,
  isReadOnly: boolean,
): object => ({
  version: '0.1',
  log: { level: 'error' },
  storage: {
    filesystem: { rootdirectory: join(folder, 'images') },
    delete: { enabled: true },
    maintenance: { readonly: { enabled: isReadOnly } },
  },
  http: {
    net: 'unix',
    addr: join(folder, 'registry.sock'),
    secret: 'of a test',
    relativeurls: true,
  },
  ...(options === null ? {} : { auth: authOf(folder, options) }),
});

/** Starts one in a folder of its own, which ends with it; null: one that lets everybody in. */
export const startRegistryServer = async (
  options: RegistryServerOptions | null,
): Promise<RegistryServer> => {
  const found = await registryProgram();
  if (!found.isThere) throw new Error(found.reason);
  const folder = await mkdtemp(join(tmpdir(), 'moorgate-registry-'));
  const socketPath = join(folder, 'registry.sock');
  if (options !== null) await writeFile(join(folder, 'ca.crt'), options.tokenCa);
  const start = async (isReadOnly: boolean) => {
    const configuration = join(folder, 'registry.yml');
    await writeFile(configuration, JSON.stringify(contentOf(folder, options, isReadOnly)));
    const child = spawn(found.program, ['serve', configuration], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    while (!(await answers(socketPath))) {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`the registry did not start (${child.signalCode ?? child.exitCode})`);
      await after(20);
    }
    return async (): Promise<void> => {
      child.kill('SIGKILL');
      await ended;
      await rm(socketPath, { force: true });
    };
  };
  let end = await start(false);
  return {
    socketPath,
    restart: async (isReadOnly) => {
      await end();
      end = await start(isReadOnly);
    },
    stop: async () => {
      await end();
      await rm(folder, { recursive: true });
    },
  };
};
