/**
 * A connection each direction of which ends by itself, over one of which that cannot be told: whoever relays it may have lost one side,
 * which looks like the end of what that side had to say.
 */
import { Duplex } from 'node:stream';

/** Before each piece stands how many bytes it has, as a big-endian number; zero of them say that this direction has ended. */
const headBytes = 4;
const endOfDirection = Buffer.alloc(headBytes);
const farewellMsMax = 5_000;

const headOf = (length: number): Buffer => {
  const head = Buffer.allocUnsafe(headBytes);
  head.writeUInt32BE(length);
  return head;
};

/** What frames say: their bytes, in whatever pieces they come, and the end. */
interface FrameListener {
  onBytes(bytes: Buffer): void;
  onEnd(): void;
}

const createFrameReader = ({ onBytes, onEnd }: FrameListener): ((chunk: Buffer) => void) => {
  let head = 0;
  let headRead = 0;
  let left = 0;
  const readHead = (chunk: Buffer): Buffer => {
    const part = chunk.subarray(0, headBytes - headRead);
    for (const byte of part) head = head * 256 + byte;
    headRead += part.length;
    if (headRead === headBytes) {
      left = head;
      if (left === 0) onEnd();
      [head, headRead] = [0, 0];
    }
    return chunk.subarray(part.length);
  };
  const readBytes = (chunk: Buffer): Buffer => {
    const part = chunk.subarray(0, left);
    left -= part.length;
    onBytes(part);
    return chunk.subarray(part.length);
  };
  return (chunk) => {
    let rest = chunk;
    while (rest.length > 0) rest = left > 0 ? readBytes(rest) : readHead(rest);
  };
};

const cut = (): Error =>
  Object.assign(new Error('the connection was cut'), { code: 'ECONNRESET' as const });

/** Says that no more comes, and is gone when the other side is, or in a while. */
const leave = (inner: Duplex): void => {
  inner.end();
  inner.resume();
  const timer = setTimeout(() => inner.destroy(), farewellMsMax);
  inner.once('close', () => clearTimeout(timer));
};

/**
 * Makes it of a connection whose other end is made into one likewise; nothing else may read or write that. Bytes go at the pace of whoever
 * takes them. It fails with `ECONNRESET` when the connection ends before the other side has said so, and closes the connection when both
 * directions have ended, or when it is destroyed.
 */
export const frameConnection = (inner: Duplex): Duplex => {
  let hasOtherEnded = false;
  const framed = new Duplex({
    allowHalfOpen: true,
    read: () => void inner.resume(),
    write: (chunk: Buffer, _encoding, done) =>
      send(chunk.length === 0 ? [] : [headOf(chunk.length), chunk], done),
    final: (done) => send([endOfDirection], done),
    destroy: (error, done) => {
      if (error === null && hasOtherEnded && framed.writableFinished) leave(inner);
      else inner.destroy();
      done(error);
    },
  });
  const send = (parts: readonly Buffer[], done: (error?: Error | null) => void): void => {
    // Whoever has said all and left needs nothing any more; what they said may not have been read yet.
    const sent = (error?: Error | null): void => done(hasOtherEnded ? null : error);
    const last = parts.at(-1);
    if (last === undefined || (hasOtherEnded && !inner.writable)) {
      done();
      return;
    }
    inner.cork();
    for (const part of parts.slice(0, -1)) inner.write(part);
    inner.write(last, sent);
    inner.uncork();
  };
  const read = createFrameReader({
    onBytes: (bytes) => {
      if (!framed.push(bytes)) inner.pause();
    },
    onEnd: () => {
      hasOtherEnded = true;
      framed.push(null);
    },
  });
  const onGone = (): void => {
    if (!hasOtherEnded) framed.destroy(cut());
  };
  inner.on('data', (chunk: Buffer) => {
    if (!hasOtherEnded) read(chunk);
  });
  inner
    .on('error', (error) => framed.destroy(hasOtherEnded ? undefined : error))
    .once('end', onGone)
    .once('close', onGone);
  return framed;
};
