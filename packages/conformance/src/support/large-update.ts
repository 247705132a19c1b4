/** An update that takes its time to be downloaded, and devices that fetch its apps as agents do. */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:https';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { Credentials, GatewayAddress } from '@moorgate/simulator';
import { runStatement, tarEnd, tarEntry } from '@moorgate/testing';
import { createToken } from './fleet.ts';
import type { RevocationGround } from './revocation-ground.ts';
import { targetQuery, upload } from './update-client.ts';

/** What it consists of. */
export interface LargeUpdate {
  /** The path of its file in the repository, and that of the same bytes in the registry. */
  readonly filePath: string;
  readonly blobPath: string;
  /** Gives it to devices that have been seen; those that are connected hear of it when they connect again. */
  assign(uuids: readonly string[]): Promise<void>;
}

const name = 'large';

/** Uploads it as an operator does. */
export const putLargeUpdate = async (
  { product, ownerUrl }: Pick<RevocationGround, 'product' | 'ownerUrl'>,
  bytes: number,
): Promise<LargeUpdate> => {
  const content = randomBytes(bytes);
  const digest = createHash('sha256').update(content).digest('hex');
  const { status } = await upload(product.ready.adminUrl, {
    path: `/v1/updates/main/${name}?${targetQuery}`,
    token: await createToken(product, ['updates:read-update']),
    pieces: [
      tarEntry({ name: 'ostree_repo/large', content }),
      tarEntry({ name: `apps/blobs/sha256/${digest}`, content }),
      tarEnd,
    ],
  });
  if (status !== 201) throw new Error(`the upload was answered with ${String(status)}`);
  return {
    filePath: '/ostree/large',
    blobPath: `/v2/app/blobs/sha256:${digest}`,
    assign: async (uuids) => {
      const list = uuids.map((uuid) => `'${uuid}'`).join(', ');
      await runStatement(
        ownerUrl,
        `update devices set update_id = (select id from updates where name = '${name}') where uuid in (${list})`,
      );
    },
  };
};

/** Where a device connects to, and from where. */
export interface AppClient {
  readonly gateway: GatewayAddress;
  readonly credentials: Credentials;
  /** The place of the device in the credentials. */
  readonly index: number;
  readonly address: string;
}

/** Asks for the address of the registry, on a connection that is closed then, and answers its path and token. */
export const askForRegistry = ({ gateway, credentials, index }: AppClient): Promise<URL> =>
  new Promise((resolve, reject) => {
    const device = credentials.devices[index]!;
    const outgoing = request(
      {
        host: gateway.host,
        port: gateway.port,
        servername: gateway.serverName,
        ca: credentials.rootCertificate,
        cert: device.certificate,
        key: credentials.keys[device.key]!,
        agent: false,
        method: 'POST',
        path: '/app-proxy-url',
      },
      (incoming) => {
        let text = '';
        incoming.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        incoming.on('end', () => {
          if (incoming.statusCode === 201) resolve(new URL(text));
          else reject(new Error(`${String(incoming.statusCode)}: ${text}`));
        });
      },
    );
    outgoing.on('error', reject).end();
  });

/** Begins to fetch a blob without a certificate, and reads its first piece and nothing more. */
export const beginBlob = async (
  { gateway, credentials, address }: AppClient,
  registry: URL,
  blobPath: string,
): Promise<TLSSocket> => {
  const options: ConnectionOptions & { readonly localAddress: string } = {
    host: gateway.host,
    port: gateway.port,
    servername: gateway.serverName,
    ca: credentials.rootCertificate,
    localAddress: address,
  };
  const socket = connect(options);
  socket.on('error', () => undefined);
  await once(socket, 'secureConnect');
  socket.write(
    `GET ${registry.pathname}${blobPath}${registry.search} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
  );
  const [piece] = (await once(socket, 'data')) as [Buffer];
  socket.pause();
  const status = piece.toString('latin1', 0, 12);
  if (status !== 'HTTP/1.1 200') {
    socket.destroy();
    throw new Error(`the answer begins with ${status}`);
  }
  return socket;
};
