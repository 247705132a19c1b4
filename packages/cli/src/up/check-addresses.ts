/** Whether the addresses are free, asked before anything is made. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { ListenAddress } from '@moorgate/config';

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use by another process',
  EADDRNOTAVAIL: 'is no address of this host',
  EACCES: 'may not be listened on by this user',
};

/** Passes when each address can be listened on at this moment. Throws one sentence about the first that cannot. */
export const checkAddresses = async (addresses: readonly ListenAddress[]): Promise<void> => {
  for (const address of addresses) {
    const server = createServer();
    try {
      server.listen({ ...address, exclusive: true });
      await once(server, 'listening');
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      throw new Error(
        `${address.host} port ${address.port} ${reasons[code] ?? `cannot be listened on (${code})`}`,
        { cause: error },
      );
    } finally {
      server.close();
    }
  }
};
