/** Asks the signer of the device CA, which is on the admin side, for certificates. */
import { readFileSync } from 'node:fs';
import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { catalogue, type ErrorCode, fault } from '@moorgate/errors';
import { type KeyPairFiles, readKeyPair, tlsPolicy } from '@moorgate/http';
import type { DeviceGatewayConfig } from '../config.ts';

/** A renewal; both parts in DER. */
export interface RenewalRequest {
  readonly certificate: Buffer;
  readonly signingRequest: Buffer;
  readonly address: string;
  readonly requestId: string;
}

/** An enrolment: the text of a token, and the request in DER. */
export interface EnrolmentRequest extends Omit<RenewalRequest, 'certificate'> {
  readonly token: string;
}

/** The signer, as a gateway sees it. */
export interface SignerClient {
  /**
   * The new certificate in DER. Faults: those of the signer, as it has them; signer_unavailable, when there is none, when
   * it does not answer in time, or with anything else.
   */
  renew(renewal: RenewalRequest): Promise<Buffer>;
  /** The certificate of a device that is registered with it, in DER; with the same faults. */
  enrol(enrolment: EnrolmentRequest): Promise<Buffer>;
  close(): void;
}

/** How it is reached. */
export type SignerSettings = Pick<
  DeviceGatewayConfig,
  'signerSocket' | 'signerUrl' | 'signerCaFile'
> &
  KeyPairFiles;

/** Longer than a token takes; a device asks again after an answer with 503. */
const timeoutMs = 8_000;
const socketsMax = 16;
const answerBytesMax = 65_536;
const retryAfterSeconds = 30;

const unavailable = (cause?: unknown): Error =>
  fault('signer_unavailable', { retryAfterSeconds, cause });

/** Opens a connection for each request; `Host` means nothing on a socket of this host. */
type Send = (
  path: string,
  options: {
    readonly body: Buffer;
    readonly headers: Readonly<Record<string, string | number>>;
  },
) => Promise<IncomingMessage>;

const sendWith =
  (request: typeof httpRequest, target: Parameters<typeof httpsRequest>[1]): Send =>
  (path, { body, headers }) =>
    new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(timeoutMs);
      const outgoing = request({ ...target, method: 'POST', path, headers, signal }, resolve);
      outgoing.once('error', reject);
      outgoing.end(body);
    });

const overSocket = (socketPath: string): { send: Send; close(): void } => {
  const agent = new HttpAgent({ keepAlive: true, maxSockets: socketsMax });
  const target = { socketPath, agent, host: 'signer' };
  return { send: sendWith(httpRequest, target), close: () => agent.destroy() };
};

/** The certificate is read for each new connection: it is renewed while the gateway runs. */
const overTls = (
  url: string,
  caFile: string | undefined,
  files: KeyPairFiles,
): { send: Send; close(): void } => {
  if (caFile === undefined) throw new Error('MOORGATE_SIGNER_URL needs MOORGATE_SIGNER_CA');
  const ca = readFileSync(caFile);
  const { hostname, port } = new URL(url);
  const agent = new HttpsAgent({ maxSockets: socketsMax });
  const send: Send = (path, options) => {
    const target = { host: hostname, port, agent, ca, ...tlsPolicy, ...readKeyPair(files) };
    return sendWith(httpsRequest, target)(path, options);
  };
  return { send, close: () => agent.destroy() };
};

/** No signer is no fault of the configuration: such an installation issues its certificates elsewhere. */
const openTransport = (settings: SignerSettings): { send: Send; close(): void } => {
  const { signerSocket, signerUrl, signerCaFile } = settings;
  if (signerUrl !== undefined) return overTls(signerUrl, signerCaFile, settings);
  if (signerSocket !== undefined) return overSocket(signerSocket);
  return { send: () => Promise.reject(unavailable()), close: () => undefined };
};

const readAnswer = async (answer: IncomingMessage): Promise<Readonly<Record<string, unknown>>> => {
  if (Number(answer.headers['content-length'] ?? Infinity) > answerBytesMax) {
    answer.destroy();
    throw unavailable();
  }
  return JSON.parse((await buffer(answer)).toString('utf8')) as Readonly<Record<string, unknown>>;
};

const isCode = (code: unknown): code is ErrorCode =>
  typeof code === 'string' && Object.hasOwn(catalogue, code);

/** The refusal of the signer, word for word; its own troubles are that it cannot sign at the moment. */
const refusalOf = (
  { statusCode = 500, headers }: IncomingMessage,
  { code, detail }: Readonly<Record<string, unknown>>,
): Error => {
  if (statusCode >= 500 || !isCode(code)) return unavailable({ statusCode, code });
  const retryAfter = Number(headers['retry-after'] ?? 0);
  return fault(code, {
    ...(typeof detail === 'string' ? { detail } : {}),
    ...(retryAfter > 0 ? { retryAfterSeconds: retryAfter } : {}),
  });
};

/** Makes a client; connects at the first request. Throws one sentence when a file cannot be read. */
export const createSignerClient = (settings: SignerSettings): SignerClient => {
  const { send, close } = openTransport(settings);

  const ask = async (
    path: string,
    question: Readonly<Record<string, string>>,
    requestId: string,
  ): Promise<Buffer> => {
    const body = Buffer.from(JSON.stringify(question));
    const headers = {
      'Content-Type': 'application/json',
      'Content-Length': body.length,
      'X-Request-Id': requestId,
    };
    const answer = await send(path, { body, headers });
    const content = await readAnswer(answer);
    if (answer.statusCode !== 200) throw refusalOf(answer, content);
    return Buffer.from(String(content['certificate']), 'base64');
  };
  const askOrGiveUp: typeof ask = (...question) =>
    ask(...question).catch((error: unknown) => {
      throw error instanceof Error && 'code' in error && isCode(error.code)
        ? error
        : unavailable(error);
    });

  return {
    renew: ({ certificate, signingRequest, address, requestId }) => {
      const question = {
        certificate: certificate.toString('base64'),
        signingRequest: signingRequest.toString('base64'),
        address,
      };
      return askOrGiveUp('/renewals', question, requestId);
    },
    enrol: ({ token, signingRequest, address, requestId }) => {
      const question = { token, signingRequest: signingRequest.toString('base64'), address };
      return askOrGiveUp('/enrolments', question, requestId);
    },
    close,
  };
};
