/** A product whose device CA the test holds the key of, with an administrator’s token: what agents are tried against. */
import { join } from 'node:path';
import type { DeviceOptions, TestPki } from '@moorgate/testing';
import { type AdminClient, adminClient } from './admin.ts';
import type { DeviceAnswer } from './device.ts';
import { callGateway, type DeviceCall } from './est-client.ts';
import { createToken, installPki, issueDevice, type TestDevice } from './fleet.ts';
import { makeFolder, type Product, removeFolder, startProduct } from './product.ts';

/** A running installation. */
export interface AgentsGround {
  readonly product: Product;
  readonly pki: TestPki;
  readonly token: string;
  readonly admin: AdminClient;
  /** One request of a device on a connection of its own; without a certificate where it shows none. */
  ask(
    device: Pick<TestDevice, 'files'> | null,
    path: string,
    call?: Partial<DeviceCall>,
  ): Promise<DeviceAnswer>;
  /** A device that has connected once. */
  enrol(options?: DeviceOptions): Promise<TestDevice>;
  close(): Promise<void>;
}

/** Starts it, with two workers. */
export const openAgentsGround = async (scopes: readonly string[]): Promise<AgentsGround> => {
  const folder = await makeFolder();
  const dataDir = join(folder, 'data');
  const pki = await installPki(dataDir, { signs: true });
  const product = await startProduct(dataDir, { workers: 2 });
  const token = await createToken(product, scopes);
  const { adminUrl, gatewayUrl } = product.ready;
  const ask: AgentsGround['ask'] = (device, path, call = {}) => {
    const shown = device === null ? { ca: pki.root.certPem } : device.files;
    return callGateway(gatewayUrl, shown, { method: 'GET', path, ...call });
  };
  return {
    product,
    pki,
    token,
    admin: adminClient(adminUrl, token),
    ask,
    enrol: async (options) => {
      const device = issueDevice(pki, options);
      const { status, body } = await ask(device, '/device');
      if (status !== 200) throw new Error(`it was not let in: ${body}`);
      return device;
    },
    close: async () => {
      await product.stop();
      await removeFolder(folder);
    },
  };
};
