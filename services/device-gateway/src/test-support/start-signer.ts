/** A signer on a Unix socket, as the admin side has one, over the use case that it has. */
import { createServer } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { createCertificateJudge, openDeviceCaSigner } from '@moorgate/auth';
import { createTrustStore, renewCertificate, type SigningServices } from '@moorgate/devices';
import { toDomainError } from '@moorgate/errors';
import { renderProblem } from '@moorgate/http';
import type { TestGateway } from './start-test-gateway.ts';

/** A running signer, and a folder for its socket. */
export interface TestSigner {
  /** Begins to listen, for the gateway that is given. */
  start(running: TestGateway, settings?: Partial<SigningServices>): Promise<void>;
  readonly socketPath: string;
  close(): Promise<void>;
}

interface Question {
  readonly certificate: string;
  readonly signingRequest: string;
  readonly address: string;
}

/** Makes the folder; nobody listens yet, so that a gateway can be configured with the path. */
export const createTestSigner = async (): Promise<TestSigner> => {
  const folder = await mkdtemp(join(tmpdir(), 'moorgate-signer-'));
  const socketPath = join(folder, 'signer.sock');
  const server = createServer();
  const openCa = async ({ pki }: TestGateway) => {
    const [key, certificateFile] = [join(folder, 'ca.key'), join(folder, 'ca.crt')];
    await writeFile(key, pki.deviceCa.keyPem);
    await writeFile(certificateFile, pki.deviceCa.certPem);
    return openDeviceCaSigner({ key, certificateFile });
  };
  return {
    socketPath,
    start: async (running, settings = {}) => {
      const { ctx, db, pool, clock } = running;
      const services: SigningServices = {
        ca: await openCa(running),
        pool,
        judge: createCertificateJudge(),
        trust: createTrustStore({ db, log: ctx.log }),
        renewalGraceMs: 0,
        days: 30,
        takeTurn: () => undefined,
        ...settings,
      };
      server.on('request', (request, response) => {
        const answer = async () => {
          const { certificate, signingRequest, address } = (await json(request)) as Question;
          const renewal = {
            certificate: Buffer.from(certificate, 'base64'),
            signingRequest: Buffer.from(signingRequest, 'base64'),
          };
          const issued = await renewCertificate({ ...ctx, clock, address }, services, renewal);
          return { status: 200, body: { certificate: issued.der.toString('base64') } };
        };
        void answer()
          .catch((error: unknown) => renderProblem(toDomainError(error), 'r-1'))
          .then(({ status, body }) => {
            const text = JSON.stringify(body);
            response.writeHead(status, { 'Content-Length': Buffer.byteLength(text) }).end(text);
          });
      });
      await new Promise<void>((resolve) => server.listen(socketPath, resolve));
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
};
