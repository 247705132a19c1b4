/** Where revocation is tried: a product, two further gateways with two workers each, and an operator who denies. */
import { join } from 'node:path';
import { type DeviceIssuer, type GatewayAddress, readDeviceIssuer } from '@moorgate/simulator';
import { gatewayDatabaseUrl, ownerDatabaseUrl } from './database.ts';
import { createToken } from './fleet.ts';
import { type GatewayProcess, startGatewayProcess } from './gateway-process.ts';
import { type Operator, startOperator } from './operators.ts';
import { makeFolder, type Product, removeFolder, startProduct } from './product.ts';

/** A running installation. */
export interface RevocationGround {
  readonly product: Product;
  /** The superuser's address. */
  readonly ownerUrl: string;
  readonly issuer: DeviceIssuer;
  /** The two that are always there. */
  readonly gateways: readonly GatewayProcess[];
  /** Those and whichever were started later. */
  everyGateway(): readonly GatewayProcess[];
  readonly operator: Operator;
  /** Another operator, who may only look. */
  startReader(): Operator;
  /** Another gateway, which reaches PostgreSQL by another address if one is given. */
  startGateway(name: string, databaseUrl?: string): Promise<GatewayProcess>;
  close(): Promise<void>;
}

/** How devices reach a gateway. */
export const addressOf = ({ url }: GatewayProcess): GatewayAddress => ({
  host: '127.0.0.1',
  port: Number(new URL(url).port),
  serverName: 'localhost',
});

/** Makes and starts everything. */
export const openRevocationGround = async (): Promise<RevocationGround> => {
  const folder = await makeFolder();
  const dataDir = join(folder, 'data');
  const certsFolder = join(dataDir, 'certs');
  const product = await startProduct(dataDir, { workers: 1 });
  const { adminUrl } = product.ready;
  const gateways: GatewayProcess[] = [];
  const operators: Operator[] = [];
  const startGateway = async (name: string, databaseUrl?: string): Promise<GatewayProcess> => {
    const gateway = await startGatewayProcess({
      databaseUrl: databaseUrl ?? (await gatewayDatabaseUrl(product)),
      certsFolder,
      testFolder: join(folder, name),
      env: {
        MOORGATE_GATEWAY_NAME: name,
        MOORGATE_LOG_LEVEL: 'warn',
        MOORGATE_BLOBS_DIR: join(dataDir, 'blobs'),
        MOORGATE_GATEWAY_KEYS_DIR: join(dataDir, 'keys', 'gateway'),
      },
    });
    gateways.push(gateway);
    return gateway;
  };
  const startOperatorWith = async (scopes: readonly string[]): Promise<Operator> => {
    const operator = startOperator({ adminUrl, token: await createToken(product, scopes) });
    operators.push(operator);
    return operator;
  };
  const readerToken = await createToken(product, ['devices:read']);
  const two = [await startGateway('host-a'), await startGateway('host-b')];
  return {
    product,
    ownerUrl: await ownerDatabaseUrl(product),
    issuer: await readDeviceIssuer(certsFolder),
    gateways: two,
    everyGateway: () => gateways,
    operator: await startOperatorWith(['devices:delete']),
    startReader: () => {
      const operator = startOperator({ adminUrl, token: readerToken });
      operators.push(operator);
      return operator;
    },
    startGateway,
    close: async () => {
      await Promise.all(operators.map((operator) => operator.stop()));
      await Promise.all(gateways.map((gateway) => gateway.stop()));
      await product.stop();
      await removeFolder(folder);
    },
  };
};
