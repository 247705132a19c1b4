/** Reading a body whole that has to be judged before it is sent. */
import type { Readable } from 'node:stream';
import { fault } from '@moorgate/errors';

const bytesMax = 4_194_304;

/** The bytes of a stream. Throws `body_too_large` for more than 4 MiB, and what the stream fails with. */
export const collectBody = async (body: Readable): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bytesMax)
      throw fault('body_too_large', { detail: `The limit is ${String(bytesMax)} bytes.` });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
};
