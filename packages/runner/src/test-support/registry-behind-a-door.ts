/** The registry of Debian behind a door that asks for a token, as that of the product does. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { debianPackage } from '@moorgate/testing';

/** The program; or, in one sentence, why there is none. */
export const registryProgram = await debianPackage({ name: 'docker-registry' });

export interface TestRegistry {
  readonly url: string;
  /** What images are called by. */
  readonly host: string;
  /** What a run may push with. */
  readonly secret: string;
  /** Reads something with every right. */
  read(path: string): Promise<Buffer>;
  readJson(path: string): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

const secret = 'credential-of-the-run';
const token = 'token-of-the-registry';

const configuration = (folder: string): object => ({
  version: '0.1',
  log: { level: 'error' },
  storage: { filesystem: { rootdirectory: join(folder, 'images') } },
  http: { net: 'unix', addr: join(folder, 'socket'), secret: 'of a test', relativeurls: true },
});

const answers = (socketPath: string): Promise<boolean> =>
  new Promise((resolve) => {
    request({ socketPath, path: '/v2/', agent: false }, (response) => {
      response.resume();
      resolve(true);
    })
      .on('error', () => resolve(false))
      .end();
  });

const giveToken = (asked: IncomingMessage, response: ServerResponse): void => {
  const [, basic = ''] = (asked.headers.authorization ?? '').split(' ');
  const isRight = Buffer.from(basic, 'base64').toString().endsWith(`:${secret}`);
  response.writeHead(isRight ? 200 : 401, { 'content-type': 'application/json' });
  response.end(JSON.stringify(isRight ? { token } : { errors: [{ code: 'UNAUTHORIZED' }] }));
};

/** Starts one in a folder of its own, which ends with it. */
export const startTestRegistry = async (): Promise<TestRegistry> => {
  if (!registryProgram.isThere) throw new Error(registryProgram.reason);
  const folder = await mkdtemp(join(tmpdir(), 'moorgate-runner-registry-'));
  await chmod(folder, 0o755);
  const socketPath = join(folder, 'socket');
  await writeFile(join(folder, 'config.json'), JSON.stringify(configuration(folder)));
  const registry = spawn(registryProgram.program, ['serve', join(folder, 'config.json')], {
    stdio: 'ignore',
  });
  while (!(await answers(socketPath))) await after(20);

  const pass = (asked: IncomingMessage, response: ServerResponse): void => {
    const { method, headers } = asked;
    const path = asked.url ?? '/';
    const passed = request({ socketPath, method, path, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    asked.pipe(passed);
  };
  const door = createServer((asked, response) => {
    if (asked.url?.startsWith('/token-auth/') === true) giveToken(asked, response);
    else if (asked.headers.authorization === `Bearer ${token}`) pass(asked, response);
    else {
      const realm = `Bearer realm="${url}/token-auth/",service="registry"`;
      response.writeHead(401, { 'www-authenticate': realm }).end('{}');
    }
  });
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  const host = `127.0.0.1:${(door.address() as AddressInfo).port}`;
  const url = `http://${host}`;
  const read = async (path: string): Promise<Buffer> => {
    const accept = ['manifest.v1', 'index.v1'].map(
      (one) => `application/vnd.oci.image.${one}+json`,
    );
    const response = await fetch(`${url}/v2/${path}`, {
      headers: {
        authorization: `Bearer ${token}`,
        accept: [...accept, 'application/vnd.docker.distribution.manifest.v2+json'].join(', '),
      },
    });
    if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  };
  return {
    url,
    host,
    secret,
    read,
    readJson: async (path) => JSON.parse((await read(path)).toString()) as Record<string, unknown>,
    close: async () => {
      door.closeAllConnections();
      door.close();
      registry.kill('SIGKILL');
      await once(registry, 'exit');
      await rm(folder, { recursive: true });
    },
  };
};
