/** A signer on a Unix socket, as the admin side has one, over the use cases that it has. */
import { createServer } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import {
  createCertificateJudge,
  openDeviceCaSigner,
  type SignedDeviceCertificate,
  type TokenKeys,
} from '@moorgate/auth';
import {
  createTrustStore,
  redeemEnrolmentToken,
  renewCertificate,
  type SigningServices,
} from '@moorgate/devices';
import { toDomainError } from '@moorgate/errors';
import { renderProblem } from '@moorgate/http';
import type { TestGateway } from './start-test-gateway.ts';

/** What a test changes about it; with keys it redeems enrolment tokens. */
export interface SignerTestSettings extends Partial<SigningServices> {
  readonly enrolmentKeys?: TokenKeys;
}

/** A running signer, and a folder for its socket. */
export interface TestSigner {
  /** Begins to listen, for the gateway that is given. */
  start(running: TestGateway, settings?: SignerTestSettings): Promise<void>;
  readonly socketPath: string;
  /** How often it was asked. */
  countQuestions(): number;
  close(): Promise<void>;
}

interface Question {
  readonly certificate?: string;
  readonly token?: string;
  readonly signingRequest: string;
  readonly address: string;
}

/** Makes the folder; nobody listens yet, so that a gateway can be configured with the path. */
export const createTestSigner = async (): Promise<TestSigner> => {
  const folder = await mkdtemp(join(tmpdir(), 'moorgate-signer-'));
  const socketPath = join(folder, 'signer.sock');
  const server = createServer();
  let questions = 0;
  const openCa = async ({ pki }: TestGateway) => {
    const [key, certificateFile] = [join(folder, 'ca.key'), join(folder, 'ca.crt')];
    await writeFile(key, pki.deviceCa.keyPem);
    await writeFile(certificateFile, pki.deviceCa.certPem);
    return openDeviceCaSigner({ key, certificateFile });
  };
  const signFor = (
    running: TestGateway,
    services: SigningServices & SignerTestSettings,
    question: Question,
  ): Promise<SignedDeviceCertificate> => {
    const ctx = { ...running.ctx, clock: running.clock, address: question.address };
    const signingRequest = Buffer.from(question.signingRequest, 'base64');
    const { certificate = '', token } = question;
    const { enrolmentKeys } = services;
    if (token !== undefined && enrolmentKeys !== undefined) {
      const { factory } = running.pki;
      const redemption = { signing: services, factory, enrolmentKeys };
      return redeemEnrolmentToken(ctx, redemption, { token, signingRequest });
    }
    const renewal = { certificate: Buffer.from(certificate, 'base64'), signingRequest };
    return renewCertificate(ctx, services, renewal);
  };
  return {
    socketPath,
    countQuestions: () => questions,
    start: async (running, settings = {}) => {
      const { ctx, db, pool } = running;
      const services = {
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
          questions += 1;
          const issued = await signFor(running, services, (await json(request)) as Question);
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
