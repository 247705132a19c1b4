/** Console output without what would steer the terminal of whoever reads it. */

const escape = 0x1b;
const mark = 0x3f;

/** Tab, line feed, carriage return. */
const isPlainControl = (byte: number): boolean => byte === 0x09 || byte === 0x0a || byte === 0x0d;

/** Where a sequence that only colours text ends (ECMA-48, 8.3.117: `ESC [ … m`); 0 for every other one. */
const colourEnd = (bytes: Buffer, start: number): number => {
  if (bytes[start + 1] !== 0x5b) return 0;
  for (let index = start + 2; index < bytes.length && index < start + 32; index += 1) {
    const byte = bytes[index]!;
    if (byte === 0x6d) return index + 1;
    if (!((byte >= 0x30 && byte <= 0x39) || byte === 0x3b)) return 0;
  }
  return 0;
};

/** How many bytes from there on are a control character that is not passed on. */
const hostileLength = (bytes: Buffer, index: number): number => {
  const byte = bytes[index]!;
  if (byte === 0x7f || (byte < 0x20 && !isPlainControl(byte))) return 1;
  // U+0080 to U+009F, which terminals take for sequences too; a piece may end in the middle of one.
  if (byte !== 0xc2) return 0;
  const next = bytes[index + 1];
  if (next === undefined) return 1;
  return next >= 0x80 && next <= 0x9f ? 2 : 0;
};

/**
 * The same text, byte for byte of the same length, with a question mark for each byte of a control character that is neither a
 * tab, nor ends a line, nor belongs to a sequence that only colours text.
 */
export const cleanText = (bytes: Buffer): Buffer => {
  const clean = Buffer.from(bytes);
  for (let index = 0; index < clean.length; index += 1) {
    const end = clean[index] === escape ? colourEnd(clean, index) : 0;
    if (end > 0) {
      index = end - 1;
      continue;
    }
    const length = hostileLength(clean, index);
    if (length === 0) continue;
    clean.fill(mark, index, index + length);
    index += length - 1;
  }
  return clean;
};
