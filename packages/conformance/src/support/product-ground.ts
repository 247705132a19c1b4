/** A product as an operator has it: set up by its command line alone, with devices that have their files from there. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type DeviceFiles, readDeviceFiles } from './device.ts';
import {
  makeFolder,
  type Product,
  type ProductOptions,
  removeFolder,
  runCommand,
  startProduct,
} from './product.ts';

/** A running installation. */
export interface ProductGround {
  readonly product: Product;
  /** Issues a certificate with a key of its own, as often as it is asked; the device enrols when it connects. */
  createDevice(uuid: string): Promise<DeviceFiles>;
  /** Stops the product and removes its files. */
  close(): Promise<void>;
}

/** Starts a product in a folder of its own. */
export const openProductGround = async (options: ProductOptions = {}): Promise<ProductGround> => {
  const folder = await makeFolder();
  const dataDir = join(folder, 'data');
  const product = await startProduct(dataDir, options).catch(async (error: unknown) => {
    await removeFolder(folder);
    throw error;
  });
  return {
    product,
    createDevice: async (uuid) => {
      const out = join(folder, randomUUID());
      // prettier-ignore
      const { code, stderr } = await runCommand(
        ['device', 'create', '--data-dir', dataDir, '--uuid', uuid, '--out', out],
        { env: product.env });
      if (code !== 0) throw new Error(`no device was made: ${stderr}`);
      return readDeviceFiles(out);
    },
    close: async () => {
      await product.stop();
      await removeFolder(folder);
    },
  };
};
