/** Requests with a body that comes in pieces, and whatever comes back, which may be before the end. */
import type { ClientRequest, IncomingHttpHeaders } from 'node:http';

/** The pieces of a body. */
export type Pieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** What a server said; the status is null where it said nothing. */
export interface PiecesAnswer {
  readonly status: number | null;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const nothing: PiecesAnswer = { status: null, headers: {}, text: '' };

const drained = (outgoing: ClientRequest): Promise<void> =>
  new Promise((done) => {
    outgoing.once('drain', done).once('close', done);
  });

/** Sends the pieces in chunks, no faster than they are taken, until there is an answer; never rejects. */
export const sendPieces = (outgoing: ClientRequest, pieces: Pieces): Promise<PiecesAnswer> =>
  new Promise((resolve) => {
    let isAnswered = false;
    outgoing.on('response', (incoming) => {
      isAnswered = true;
      const { headers, statusCode = null } = incoming;
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.once('end', () => {
        resolve({ status: statusCode, headers, text: Buffer.concat(chunks).toString() });
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
        if (!outgoing.write(piece)) await drained(outgoing);
      }
      outgoing.end();
    };
    void send();
  });
