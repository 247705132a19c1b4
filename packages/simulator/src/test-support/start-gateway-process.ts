/** A gateway in a process of its own, on a database and a PKI that are made for a test. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initPki, pkiFile } from '@moorgate/auth';
import { operatorContext } from '@moorgate/cli';
import { type Db, openDatabase } from '@moorgate/db';
import { denyDevice, importDeviceCas } from '@moorgate/devices';
import { createTestDatabase } from '@moorgate/testing';
import { type DeviceIssuer, readDeviceIssuer } from '../credentials/issue-credentials.ts';
import type { GatewayAddress } from '../fleet/device-connections.ts';

/** What a test works with. */
export interface GatewayProcess {
  readonly address: GatewayAddress;
  readonly issuer: DeviceIssuer;
  readonly certsDirectory: string;
  /** Resolves when the denial is in force. */
  deny(uuid: string): Promise<void>;
  stop(): Promise<void>;
}

const main = join(import.meta.dirname, '../../../../services/device-gateway/src/main.ts');

/** Limits short enough to be waited for. */
const environment = {
  MOORGATE_GATEWAY_ADDR: '127.0.0.1:0',
  MOORGATE_GATEWAY_HANDSHAKE_TIMEOUT_MS: '400',
  MOORGATE_GATEWAY_HEADERS_TIMEOUT_MS: '600',
  MOORGATE_GATEWAY_REQUEST_TIMEOUT_MS: '800',
  MOORGATE_GATEWAY_REFUSED_TIMEOUT_MS: '400',
  MOORGATE_LOG_LEVEL: 'error',
};

const withDatabase = async <T>(url: string, work: (db: Db) => Promise<T>): Promise<T> => {
  const db = openDatabase({ url, applicationName: 'test', poolSize: 1 });
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
};

const startProcess = async (own: Record<string, string>) => {
  const child = fork(main, [], {
    execArgv: ['--conditions=@moorgate/source'],
    env: { PATH: process.env['PATH'], ...environment, ...own },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exit = once(child, 'exit');
  const ended = exit.then((): never => {
    throw new Error('the gateway did not start');
  });
  const [{ url }] = (await Promise.race([once(child, 'message'), ended])) as [{ url: string }];
  ended.catch(() => undefined);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exit;
  };
  return { url: new URL(url), stop };
};

/** Starts it, and resolves when it answers. */
export const startGatewayProcess = async (
  changes: Record<string, string> = {},
): Promise<GatewayProcess> => {
  const database = await createTestDatabase();
  const certsDirectory = await mkdtemp(join(tmpdir(), 'moorgate-fleet-'));
  const inCerts = (name: string): string => join(certsDirectory, name);
  await initPki({ certsDirectory, factory: 'acme', dnsNames: ['localhost'] });
  const trusted = await readFile(inCerts(pkiFile.trustedCas), 'utf8');
  await withDatabase(database.url, (db) => importDeviceCas(operatorContext(db), trusted));
  const gateway = await startProcess({
    DATABASE_URL: database.urlFor('moorgate_gateway'),
    MOORGATE_TLS_KEY: inCerts(pkiFile.serverKey),
    MOORGATE_TLS_CERT: inCerts(pkiFile.serverCertificate),
    ...changes,
  });
  return {
    address: { host: '127.0.0.1', port: Number(gateway.url.port), serverName: 'localhost' },
    issuer: await readDeviceIssuer(certsDirectory),
    certsDirectory,
    deny: (uuid) =>
      withDatabase(database.url, async (db) => {
        await denyDevice(operatorContext(db), { uuid });
      }),
    stop: async () => {
      await gateway.stop();
      await database.drop();
      await rm(certsDirectory, { recursive: true, force: true });
    },
  };
};
