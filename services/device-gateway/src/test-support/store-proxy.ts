/** A socket between a gateway and its store that can be cut, or fall silent. */
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A store that can be lost. */
export interface StoreProxy {
  /** The address by which it is reached through here. */
  readonly url: string;
  /** Closes every connection and takes no new one. */
  cut(): Promise<void>;
  /** Passes nothing on any more, and closes nothing. */
  silence(): void;
  /** Works again. */
  mend(): Promise<void>;
  close(): Promise<void>;
}

/** Stands before the server of `url`, which names a folder with a Unix socket. */
export const startStoreProxy = async (storeUrl: string): Promise<StoreProxy> => {
  const store = new URL(storeUrl);
  const port = store.searchParams.get('port') ?? (store.port === '' ? '5432' : store.port);
  const socketName = `.s.PGSQL.${port}`;
  const behind = join(store.searchParams.get('host') ?? '', socketName);
  const folder = await mkdtemp(join(tmpdir(), 'store-'));
  const sockets = new Set<Socket>();
  let isSilent = false;
  let server: Server | null = null;

  const pass = (from: Socket, to: Socket): void => {
    sockets.add(from);
    from.on('data', (chunk: Buffer) => void (isSilent || to.write(chunk)));
    from.on('error', () => undefined);
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  };
  const mend = async (): Promise<void> => {
    isSilent = false;
    server ??= await new Promise<Server>((resolve) => {
      const next = createServer((client) => {
        const upstream = connect(behind);
        pass(client, upstream);
        pass(upstream, client);
      });
      next.listen(join(folder, socketName), () => resolve(next));
    });
  };
  const cut = async (): Promise<void> => {
    const closing = server;
    server = null;
    const closed = new Promise<void>((resolve) => {
      if (closing === null) resolve();
      else closing.close(() => resolve());
    });
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await mend();
  store.searchParams.set('host', folder);

  return {
    url: store.href,
    cut,
    silence: () => {
      isSilent = true;
    },
    mend,
    close: async () => {
      await cut();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
