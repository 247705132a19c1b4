/** The head of what a CGI program answers (RFC 3875, section 6). */
import type { Readable } from 'node:stream';

/** Status and headers; of the body nothing has been taken. */
export interface CgiHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

const headBytesMax = 16_384;

const parse = (text: string): CgiHead => {
  const headers: Record<string, string> = {};
  let status = 200;
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon <= 0) throw new Error('a line of a CGI head has no name');
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).trim();
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else headers[name] = value;
  }
  if (!(status >= 200 && status <= 599)) throw new Error('a CGI head has no status');
  return { status, headers };
};

const nextPiece = (stream: Readable): Promise<Buffer | null> =>
  new Promise((resolve, reject) => {
    const stop = (): void => {
      stream.off('readable', take).off('end', end).off('error', fail).off('close', end);
    };
    const end = (): void => {
      stop();
      resolve(null);
    };
    const fail = (error: Error): void => {
      stop();
      reject(error);
    };
    const take = (): void => {
      const piece = stream.read() as Buffer | null;
      if (piece === null) return;
      stop();
      resolve(piece);
    };
    stream.on('readable', take).on('end', end).on('error', fail).on('close', end);
    take();
  });

/**
 * Reads the head, 16 KiB at most, and leaves the body in the stream. Null where the program ended without one. Throws for what
 * is no head.
 */
export const readCgiHead = async (stream: Readable): Promise<CgiHead | null> => {
  let read = Buffer.alloc(0);
  while (read.length <= headBytesMax) {
    const piece = await nextPiece(stream);
    if (piece === null) return null;
    read = Buffer.concat([read, piece]);
    const match = /\r?\n\r?\n/.exec(read.toString('latin1'));
    if (match === null) continue;
    const head = parse(read.toString('latin1', 0, match.index));
    const body = read.subarray(match.index + match[0].length);
    if (body.length > 0) stream.unshift(body);
    return head;
  }
  throw new Error('a CGI head is too long');
};
