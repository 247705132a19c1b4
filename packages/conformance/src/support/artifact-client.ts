/** Tests that a device reports, with artifacts that are sent whole or broken off. */
import { request } from 'node:https';
import type { DeviceFiles } from './device.ts';
import { type Pieces, type PiecesAnswer, sendPieces } from './send-pieces.ts';

/** One request of a device with a body. */
export interface DeviceUpload {
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly mediaType?: string;
  readonly pieces: Pieces;
}

/** What the gateway said; the status is null where it said nothing. */
export type UploadReply = Pick<PiecesAnswer, 'status' | 'text'>;

/** Sends it in chunks, and answers what comes back, which may be before the end. */
export const sendAsDevice = async (
  gatewayUrl: string,
  device: DeviceFiles,
  { method, path, mediaType = 'application/octet-stream', pieces }: DeviceUpload,
): Promise<UploadReply> => {
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
  const { status, text } = await sendPieces(outgoing, pieces);
  return { status, text };
};
