/**
 * The process that the gateway is compared with: a server of the same make, which asks for a certificate and for the proof
 * of its key too, but judges nothing, looks nothing up, and answers everything the same, or with one file. Like the gateway
 * it serves with as many processes as it is told, on one socket.
 */
import cluster from 'node:cluster';
import { once } from 'node:events';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { readConfig } from '@moorgate/config';
import { deviceGatewayConfigDefinition, secureContextOptions } from '@moorgate/device-gateway';
import type { BareServerSettings } from './processes/bare-server-settings.ts';
import { receiveSettings, tellParent } from './processes/parent.ts';

interface Serving {
  readonly port: number;
}

/** As large pieces as the gateway reads. */
const pieceBytes = 1_048_576;

const sendFile = (response: ServerResponse, path: string): void => {
  response.writeHead(200, { 'Content-Length': statSync(path).size });
  pipeline(createReadStream(path, { highWaterMark: pieceBytes }), response, () => undefined);
};

const serve = ({ environment, reply, file }: BareServerSettings): void => {
  const config = readConfig(deviceGatewayConfigDefinition, environment);
  const headers = { ...reply.headers };
  const server = createServer(
    {
      ...secureContextOptions(config, {
        key: readFileSync(config.tlsKeyFile),
        cert: readFileSync(config.tlsCertificateFile),
      }),
      requestCert: true,
      rejectUnauthorized: false,
      ALPNProtocols: ['http/1.1'],
      handshakeTimeout: config.handshakeTimeoutMs,
      headersTimeout: config.headersTimeoutMs,
      requestTimeout: config.requestTimeoutMs,
      keepAliveTimeout: config.keepAliveTimeoutMs,
      maxHeaderSize: config.headerBytesMax,
    },
    (request, response) => {
      if (file !== undefined && request.url === file.urlPath) {
        sendFile(response, file.path);
        return;
      }
      response.writeHead(200, headers);
      response.end(reply.body);
    },
  );
  server.listen({ host: '127.0.0.1', port: 0 }, () => {
    tellParent({ port: (server.address() as AddressInfo).port } satisfies Serving);
  });
};

/** The workers share the port that the first of them was given. */
const serveWithWorkers = async (settings: BareServerSettings): Promise<void> => {
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  const workers = Array.from({ length: settings.workers }, () => cluster.fork());
  const ready = await Promise.all(
    workers.map(async (worker) => {
      worker.send(settings);
      const [serving] = (await once(worker, 'message')) as [Serving];
      return serving;
    }),
  );
  tellParent(ready[0] ?? {});
};

const settings = (await receiveSettings()) as BareServerSettings;
if (cluster.isPrimary && settings.workers > 1) await serveWithWorkers(settings);
else serve(settings);
