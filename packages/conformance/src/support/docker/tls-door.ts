/** HTTPS in front of an admin API that speaks HTTP, as a load balancer has it. */
import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createServer } from 'node:tls';

/** An open door. */
export interface TlsDoor {
  /** `https://localhost:…` */
  readonly url: string;
  /** Cuts everything that goes through. */
  close(): Promise<void>;
}

/** Opens it with a certificate, in PEM, on a free port of loopback. Each direction of what goes through ends by itself. */
export const openTlsDoor = async (
  { certPem: cert, keyPem: key }: { readonly certPem: string; readonly keyPem: string },
  adminUrl: string,
): Promise<TlsDoor> => {
  const { hostname: host, port } = new URL(adminUrl);
  const open = new Set<Socket>();
  const server = createServer({ cert, key, allowHalfOpen: true }, (outside) => {
    const inside = connect({ host, port: Number(port), allowHalfOpen: true });
    open.add(outside);
    outside.once('close', () => open.delete(outside));
    outside.pipe(inside).pipe(outside);
    // Whatever is cut on one side is cut on the other.
    outside.on('error', () => undefined).once('close', () => inside.destroy());
    inside
      .on('error', () => undefined)
      .once('close', () => {
        if (!inside.readableEnded) outside.destroy();
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};
