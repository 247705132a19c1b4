/** One header of a tar archive, as POSIX.1-2017, pax, "ustar Interchange Format", and GNU tar before it have it. */
import { malformed } from './archive-faults.ts';

/** The size of a header, and of what everything is padded to. */
export const blockBytes = 512;

/** What a header says. */
export interface TarHeader {
  /** With the prefix in front of it; not decoded yet. */
  readonly name: Buffer;
  readonly sizeBytes: number;
  /** One character; `0` for the plain file of the oldest form. */
  readonly type: string;
}

/** The field up to its first NUL. */
const textField = (block: Buffer, start: number, length: number): Buffer => {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return end < 0 ? field : field.subarray(0, end);
};

/** Octal digits between blanks, or where those do not suffice a number to the base of 256 behind a set bit (GNU tar). */
const numberField = (block: Buffer, start: number, length: number): number => {
  const first = block[start]!;
  if (first === 0x80) {
    const value = BigInt(`0x${block.toString('hex', start + 1, start + length)}`);
    if (value <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(value);
    throw malformed('A header has a number that is too large.');
  }
  const text = textField(block, start, length).toString('latin1').trim();
  if (text === '') return 0;
  if (!/^[0-7]+$/.test(text)) throw malformed('A header has a number that is none.');
  return Number.parseInt(text, 8);
};

const checksumAt = { start: 148, length: 8 };

/** The sum of all bytes, those of the checksum itself counted as blanks. */
const sumOf = (block: Buffer): number => {
  let sum = checksumAt.length * 0x20;
  for (let at = 0; at < blockBytes; at += 1) {
    if (at < checksumAt.start || at >= checksumAt.start + checksumAt.length) sum += block[at]!;
  }
  return sum;
};

/** Whether the block is one of those that end an archive. */
export const isZeroBlock = (block: Buffer): boolean => block.every((byte) => byte === 0);

/**
 * Reads a header of 512 bytes.
 * Faults: archive_malformed.
 */
export const readTarHeader = (block: Buffer): TarHeader => {
  if (numberField(block, checksumAt.start, checksumAt.length) !== sumOf(block))
    throw malformed('A header does not have the checksum that it names.');
  const name = textField(block, 0, 100);
  const isPosix = block.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isPosix ? textField(block, 345, 155) : Buffer.alloc(0);
  const type = block.toString('latin1', 156, 157);
  return {
    name: prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name]),
    sizeBytes: numberField(block, 124, 12),
    type: type === '\0' ? '0' : type,
  };
};
