/** Reads replies from a connection, as cheaply as a client can that has to leave the processor to the server. */

/** The status and the size of a reply that has come in whole. */
export interface ReadReply {
  readonly status: number;
  readonly bytes: number;
}

const blankLine = '\r\n\r\n';

/**
 * Answers a function that takes what comes in and calls `onReply` for each reply that is complete. Replies must say their
 * length, unless they have no content (RFC 9112, 6.3); it throws for one that does not.
 */
export const createReplyReader = (
  onReply: (reply: ReadReply) => void,
): ((chunk: Buffer) => void) => {
  let pending: Buffer = Buffer.alloc(0);
  return (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    for (let reply = firstReply(pending); reply !== null; reply = firstReply(pending)) {
      pending = pending.subarray(reply.bytes);
      onReply(reply);
    }
  };
};

/** Null while it is not complete. */
const firstReply = (received: Buffer): ReadReply | null => {
  const headEnd = received.indexOf(blankLine);
  if (headEnd < 0) return null;
  const head = received.toString('latin1', 0, headEnd);
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]);
  const bytes = headEnd + blankLine.length + lengthOf(status, head);
  return received.length < bytes ? null : { status, bytes };
};

const withoutContent: readonly number[] = [204, 304];

const lengthOf = (status: number, head: string): number => {
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined && !withoutContent.includes(status))
    throw new Error(`a reply without a length: ${head.slice(0, 80)}`);
  return withoutContent.includes(status) ? 0 : Number(length);
};
