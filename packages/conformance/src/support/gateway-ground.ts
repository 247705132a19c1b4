/** Where one gateway is brought into trouble: a product, a further gateway with two workers, and an operator who denies. */
import { join } from 'node:path';
import type { TestPki } from '@moorgate/testing';
import { type AdminClient, adminClient } from './admin.ts';
import { gatewayDatabaseUrl } from './database.ts';
import { createToken, installPki, type TestDevice } from './fleet.ts';
import { type GatewayProcess, type Stamp, startGatewayProcess } from './gateway-process.ts';
import { keepConnection, type KeptConnection } from './kept-connection.ts';
import { makeFolder, removeFolder, startProduct } from './product.ts';

/** A running installation. */
export interface GatewayGround {
  readonly pki: TestPki;
  /** The one in trouble, with the routes for tests. */
  readonly gateway: GatewayProcess;
  /** May look and deny. */
  readonly admin: AdminClient;
  /** A connection of the device to that gateway, which `closeConnections` closes. */
  connect(device: TestDevice): KeptConnection;
  closeConnections(): void;
  /** Every request of the device that a handler was started for so far. */
  stampsOf(device: TestDevice): Promise<Stamp[]>;
  /** Ends everything that was started, the latest first. */
  close(): Promise<void>;
}

/** Where PostgreSQL is, unless the product starts one. */
export interface GatewayGroundOptions {
  /** The environment of the product. */
  readonly env?: Readonly<Record<string, string>>;
  /** The address by which the gateway reaches the database that the product knows by this one. */
  readonly reachDatabase?: (url: string) => string;
}

/** What has to be undone. */
type Undo = (() => Promise<unknown>)[];

const undoAll = async (undo: Undo): Promise<void> => {
  for (const step of undo.splice(0).toReversed()) await step();
};

const start = async (
  undo: Undo,
  { env = {}, reachDatabase = (url) => url }: GatewayGroundOptions,
): Promise<Pick<GatewayGround, 'pki' | 'gateway' | 'admin'>> => {
  const folder = await makeFolder();
  undo.push(() => removeFolder(folder));
  const dataDir = join(folder, 'data');
  const pki = await installPki(dataDir);
  const product = await startProduct(dataDir, { workers: 1, env });
  undo.push(() => product.stop());
  const gateway = await startGatewayProcess({
    databaseUrl: reachDatabase(await gatewayDatabaseUrl(product)),
    certsFolder: join(dataDir, 'certs'),
    testFolder: join(folder, 'test'),
    workers: 2,
  });
  undo.push(() => gateway.stop());
  const token = await createToken(product, ['devices:read', 'devices:delete']);
  return { pki, gateway, admin: adminClient(product.ready.adminUrl, token) };
};

/** Makes and starts everything; what was started is ended again where that fails. */
export const openGatewayGround = async (
  options: GatewayGroundOptions = {},
): Promise<GatewayGround> => {
  const undo: Undo = [];
  const started = await start(undo, options).catch(async (error: unknown) => {
    await undoAll(undo);
    throw error;
  });
  const { gateway } = started;
  const opened: KeptConnection[] = [];
  return {
    ...started,
    connect: ({ files }) => {
      const connection = keepConnection(gateway.url, files);
      opened.push(connection);
      return connection;
    },
    closeConnections: () => {
      for (const connection of opened.splice(0)) connection.close();
    },
    stampsOf: async ({ uuid }) =>
      (await gateway.readStamps()).filter((stamp) => stamp.uuid === uuid),
    close: () => undoAll(undo),
  };
};
