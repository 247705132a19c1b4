/** A beacon that connects from its side, as far as a gateway can tell. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request as requestOverTls } from 'node:https';
import type { Duplex } from 'node:stream';
import { createInterface } from 'node:readline';
import type { TestCertificate } from '@moorgate/testing';
import { type Target, tlsOptions } from './device-client.ts';

/** A line of the control connection. */
export interface TunnelLine {
  readonly event: string;
  readonly id?: string;
}

/** An open control connection. */
export interface ControlConnection {
  /** The next line that is no ping; null at the end. */
  next(): Promise<TunnelLine | null>;
  /** Resolves when the connection has ended, however. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Connects as a beacon; resolves when the gateway has said that the tunnel is open. */
export const connectControl = async (
  target: Target,
  leaf: TestCertificate,
): Promise<ControlConnection> => {
  const request = requestOverTls({
    ...tlsOptions(target, { leaf }),
    method: 'POST',
    path: '/beacon/control',
    headers: { 'Content-Length': '0' },
    agent: false,
  });
  request.on('error', () => undefined);
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.on('error', () => undefined);
  const lines = createInterface({ input: response })[Symbol.asyncIterator]();
  const next = async (): Promise<TunnelLine | null> => {
    for (;;) {
      const { done, value } = await lines.next();
      if (done === true) return null;
      const line = JSON.parse(value) as TunnelLine;
      if (line.event !== 'ping') return line;
    }
  };
  const ended = new Promise<void>((resolve) => response.once('close', () => resolve()));
  const first = await next();
  if (first?.event !== 'open') throw new Error(`no tunnel: ${JSON.stringify(first)}`);
  return { next, ended, close: () => request.destroy() };
};

/** What became of a stream that was brought: the stream, or the status of the refusal. */
export type Brought =
  { readonly stream: Duplex } | { readonly status: number; readonly code: unknown };

/** Brings a stream. */
export const bringStream = (
  target: Target,
  leaf: TestCertificate | undefined,
  id: string,
): Promise<Brought> =>
  new Promise((resolve, reject) => {
    const request = requestOverTls({
      ...tlsOptions(target, { leaf }),
      method: 'POST',
      path: `/beacon/streams/${id}`,
      headers: { Connection: 'Upgrade', Upgrade: 'moorgate-beacon' },
      agent: false,
    });
    request.once('upgrade', (_response, stream) =>
      resolve({ stream: stream.on('error', () => undefined) }),
    );
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const { code } = JSON.parse(Buffer.concat(chunks).toString()) as { code: unknown };
        resolve({ status: response.statusCode ?? 0, code });
      });
    });
    request.once('error', reject);
    request.end();
  });
