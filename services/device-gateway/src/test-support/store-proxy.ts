/** The network between a gateway and its store, which can be cut, or fall silent. */
import { join } from 'node:path';
import { createCuttableProxy, type CuttableProxy } from '@moorgate/testing';

/** A store that can be lost. */
export interface StoreProxy extends Pick<CuttableProxy, 'cut' | 'freeze' | 'resume' | 'close'> {
  /** The address by which it is reached through here. */
  readonly url: string;
}

/** Stands before the server of `url`, which names a folder with a Unix socket. */
export const startStoreProxy = async (storeUrl: string): Promise<StoreProxy> => {
  const url = new URL(storeUrl);
  const port = url.searchParams.get('port') ?? '5432';
  const path = join(url.searchParams.get('host') ?? '', `.s.PGSQL.${port}`);
  const proxy = await createCuttableProxy({ path });
  url.search = '';
  url.host = `127.0.0.1:${String(proxy.port)}`;
  return { ...proxy, url: url.href };
};
