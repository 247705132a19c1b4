/** A device as the wire sees it: a certificate, a key, and requests over mutual TLS. */
import { readFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';

/** The files that a device keeps. */
export interface DeviceFiles {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** What came back. `closed` tells whether the gateway announced that it closes the connection. */
export interface DeviceAnswer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** Reads the folder that `moorgate device create` wrote. */
export const readDeviceFiles = (folder: string): DeviceFiles => ({
  ca: readFileSync(join(folder, 'root.crt'), 'utf8'),
  cert: readFileSync(join(folder, 'client.pem'), 'utf8'),
  key: readFileSync(join(folder, 'pkey.pem'), 'utf8'),
});

/** One request on a connection of its own, with the headers that the agent `fioconfig` sends. */
export const askGateway = (
  gatewayUrl: string,
  device: DeviceFiles,
  path: string,
  headers: Record<string, string> = {},
): Promise<DeviceAnswer> =>
  new Promise((resolve, reject) => {
    const url = new URL(path, gatewayUrl);
    const request = httpsRequest(
      {
        host: '127.0.0.1',
        port: url.port,
        path: `${url.pathname}${url.search}`,
        servername: 'localhost',
        agent: false,
        ...device,
        headers: {
          'user-agent': 'fioconfig-client/3',
          'content-type': 'application/json',
          'accept-encoding': 'gzip',
          connection: 'close',
          ...headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode!,
            headers: response.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        );
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end();
  });
