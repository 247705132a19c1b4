/** Tests that a device reports, with artifacts that are sent whole or broken off. */
import { request } from 'node:https';
import type { DeviceFiles } from './device.ts';

/** One request of a device with a body. */
export interface DeviceUpload {
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly mediaType?: string;
  readonly pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** What the gateway said; the status is null where it said nothing. */
export interface UploadReply {
  readonly status: number | null;
  readonly text: string;
}

const nothing: UploadReply = { status: null, text: '' };

/** Sends it in chunks, and answers what comes back, which may be before the end. */
export const sendAsDevice = (
  gatewayUrl: string,
  device: DeviceFiles,
  { method, path, mediaType = 'application/octet-stream', pieces }: DeviceUpload,
): Promise<UploadReply> =>
  new Promise((resolve) => {
    const outgoing = request({
      method,
      path,
      host: '127.0.0.1',
      port: new URL(gatewayUrl).port,
      servername: 'localhost',
      agent: false,
      ...device,
      headers: { 'content-type': mediaType, connection: 'close' },
    });
    let isAnswered = false;
    outgoing.on('response', (incoming) => {
      isAnswered = true;
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.once('end', () => {
        resolve({ status: incoming.statusCode ?? null, text: Buffer.concat(chunks).toString() });
        outgoing.destroy();
      });
      incoming.once('error', () => resolve(nothing));
    });
    outgoing.on('error', () => undefined);
    outgoing.on('close', () => {
      if (!isAnswered) resolve(nothing);
    });
    const send = async (): Promise<void> => {
      for await (const piece of pieces) {
        if (isAnswered || outgoing.destroyed) return;
        if (!outgoing.write(piece))
          await new Promise<void>((done) => {
            outgoing.once('drain', done).once('close', done);
          });
      }
      outgoing.end();
    };
    void send();
  });
