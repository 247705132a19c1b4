/**
 * The parts of GVariant's serialisation that repositories of ostree consist of: tuples and arrays whose members have no
 * fixed size and no alignment. Where each of them ends stands behind them, in words of 1, 2, 4 or 8 bytes.
 */

/** What cannot be read; whoever knows what was read says so in their own words. */
export class VariantError extends Error {
  override readonly name = 'VariantError';
}

const broken = (): Error => new VariantError('it is no value of the type that is expected');

/** The size of an offset follows from that of the container. */
const offsetBytesOf = (container: Buffer): number => {
  if (container.length <= 0xff) return 1;
  if (container.length <= 0xffff) return 2;
  return container.length <= 0xffff_ffff ? 4 : 8;
};

const readOffset = (container: Buffer, at: number, bytes: number): number => {
  if (at < 0 || at + bytes > container.length) throw broken();
  const offset =
    bytes === 8 ? Number(container.readBigUInt64LE(at)) : container.readUIntLE(at, bytes);
  if (offset > container.length) throw broken();
  return offset;
};

/** The end of the n-th member whose size is not fixed, counted from 0: the offsets of a tuple stand in reverse order. */
export const memberEnd = (tuple: Buffer, index: number): number => {
  const bytes = offsetBytesOf(tuple);
  return readOffset(tuple, tuple.length - (index + 1) * bytes, bytes);
};

/** Where the offsets of a tuple begin, which is where its last member ends. */
export const offsetsStart = (tuple: Buffer, count: number): number =>
  tuple.length - count * offsetBytesOf(tuple);

/** A part of a container; throws where it would be none. */
export const slice = (container: Buffer, start: number, end: number): Buffer => {
  if (start > end || end > container.length || start < 0) throw broken();
  return container.subarray(start, end);
};

/** The elements of an array, whose size is not fixed and whose alignment is 1. */
export const elementsOf = (array: Buffer): Buffer[] => {
  if (array.length === 0) return [];
  const bytes = offsetBytesOf(array);
  const end = readOffset(array, array.length - bytes, bytes);
  const count = (array.length - end) / bytes;
  if (!Number.isInteger(count)) throw broken();
  let start = 0;
  return Array.from({ length: count }, (_, index) => {
    const next = readOffset(array, end + index * bytes, bytes);
    const element = slice(array, start, next);
    start = next;
    return element;
  });
};

/** A text, without the NUL behind it. */
export const textOf = (value: Buffer): string => {
  if (value.at(-1) !== 0) throw broken();
  return value.toString('utf8', 0, value.length - 1);
};
