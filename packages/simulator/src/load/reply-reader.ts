/** Reads replies from a connection, as cheaply as a client can that has to leave the processor to the server. */

/** The status and the size of a reply that has come in whole. */
export interface ReadReply {
  readonly status: number;
  readonly bytes: number;
}

const blankLine = '\r\n\r\n';
const nothing: Buffer = Buffer.alloc(0);

/**
 * Answers a function that takes what comes in and calls `onReply` for each reply that is complete; of their content nothing
 * is kept. Replies must say their length, unless they have no content (RFC 9112, 6.3); it throws for one that does not.
 */
export const createReplyReader = (
  onReply: (reply: ReadReply) => void,
): ((chunk: Buffer) => void) => {
  let head = nothing;
  /** The reply whose head is there, and how much of its content is not. */
  let current: (ReadReply & { left: number }) | null = null;

  /** Returns what follows the part of the current reply; null while its head is not complete. */
  const take = (chunk: Buffer): Buffer | null => {
    let rest = chunk;
    if (current === null) {
      const received = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
      const headEnd = received.indexOf(blankLine);
      head = headEnd < 0 ? received : nothing;
      if (headEnd < 0) return null;
      const contentStart = headEnd + blankLine.length;
      const { status, length } = readHead(received.toString('latin1', 0, headEnd));
      current = { status, bytes: contentStart + length, left: length };
      rest = received.subarray(contentStart);
    }
    const taken = Math.min(current.left, rest.length);
    current.left -= taken;
    return rest.subarray(taken);
  };

  return (chunk) => {
    let rest = take(chunk);
    while (rest !== null && current?.left === 0) {
      const { status, bytes } = current;
      current = null;
      onReply({ status, bytes });
      rest = rest.length === 0 ? null : take(rest);
    }
  };
};

const withoutContent: readonly number[] = [204, 304];

const readHead = (head: string): { readonly status: number; readonly length: number } => {
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]);
  if (withoutContent.includes(status)) return { status, length: 0 };
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`a reply without a length: ${head.slice(0, 80)}`);
  return { status, length: Number(length) };
};
