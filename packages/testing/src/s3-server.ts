/** A real S3 server on this host, with its objects in a folder that is removed with it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type GoProgram, goProgram } from './go/go-program.ts';

/** A running server with one bucket. */
export interface S3Server {
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  close(): Promise<void>;
}

/** The program, or why there is none. */
export const s3Program = (): Promise<GoProgram> =>
  goProgram({ path: 'github.com/versity/versitygw/cmd/versitygw', version: 'v1.8.0' });

const startMsMax = 30_000;
const bucket = 'moorgate-test';

/** A port that was free a moment ago: the server takes no 0. */
const findFreePort = async (): Promise<number> => {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
};

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

const untilItAccepts = async (child: ChildProcess, port: number): Promise<void> => {
  const deadlineMs = performance.now() + startMsMax;
  while (!(await accepts(port))) {
    if (child.exitCode !== null || performance.now() > deadlineMs)
      throw new Error('the S3 server did not start');
    await delay(20);
  }
};

/** Starts it with an empty bucket; resolves when it answers. */
export const startS3Server = async (program: string): Promise<S3Server> => {
  const folder = await mkdtemp(join(tmpdir(), 'moorgate-s3-'));
  const [objects, attributes] = [join(folder, 'objects'), join(folder, 'attributes')];
  await mkdir(join(objects, bucket), { recursive: true });
  await mkdir(attributes);
  const port = await findFreePort();
  const [accessKeyId, secretAccessKey] = ['moorgate-test', 'no-secret-of-anybody'];
  const address = `127.0.0.1:${String(port)}`;
  const args = ['--port', address, '--quiet', 'posix', '--sidecar', attributes, objects];
  const child = spawn(program, args, {
    stdio: 'ignore',
    env: { ...process.env, ROOT_ACCESS_KEY: accessKeyId, ROOT_SECRET_KEY: secretAccessKey },
  });
  const ended = once(child, 'exit');
  const close = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true });
  };
  await untilItAccepts(child, port).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const endpoint = `http://127.0.0.1:${String(port)}`;
  return { endpoint, region: 'us-east-1', bucket, accessKeyId, secretAccessKey, close };
};
