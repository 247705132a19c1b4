/** Tar archives byte by byte, the right ones and the wrong ones. */

/** One header and its content, as an archive has them; what is left out is as it should be. */
export interface TarEntry {
  readonly name: string | Buffer;
  /** `0` for a plain file, `5` for a folder; a plain file unless said. */
  readonly type?: string;
  readonly content?: Buffer | string;
  /** What the header says of the size; that of the content unless said. */
  readonly size?: number;
  readonly linkName?: string;
  readonly prefix?: string;
  /** What stands at 257; that of POSIX unless said. */
  readonly magic?: string;
  /** What the header says of its checksum; the right one unless said. */
  readonly checksum?: number;
}

const blockBytes = 512;

const padded = (content: Buffer): Buffer =>
  Buffer.concat([content, Buffer.alloc((blockBytes - (content.length % blockBytes)) % blockBytes)]);

const octal = (value: number, length: number): string =>
  `${value.toString(8).padStart(length - 1, '0')}\0`;

const bufferOf = (content: Buffer | string): Buffer =>
  typeof content === 'string' ? Buffer.from(content) : content;

/** The blocks of one entry. */
export const tarEntry = (entry: TarEntry): Buffer => {
  const content = bufferOf(entry.content ?? '');
  const header = Buffer.alloc(blockBytes);
  bufferOf(entry.name).copy(header, 0, 0, 100);
  header.write(octal(0o644, 8), 100, 'latin1');
  header.write(octal(0, 8), 108, 'latin1');
  header.write(octal(0, 8), 116, 'latin1');
  header.write(octal(entry.size ?? content.length, 12), 124, 'latin1');
  header.write(octal(1_700_000_000, 12), 136, 'latin1');
  header.write(' '.repeat(8), 148, 'latin1');
  header.write(entry.type ?? '0', 156, 'latin1');
  header.write(entry.linkName ?? '', 157, 100, 'latin1');
  header.write(entry.magic ?? 'ustar\x0000', 257, 'latin1');
  header.write(entry.prefix ?? '', 345, 155, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${(entry.checksum ?? sum).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return Buffer.concat([header, padded(content)]);
};

/** What ends an archive. */
export const tarEnd = Buffer.alloc(2 * blockBytes);

/** A whole archive. */
export const tarArchive = (entries: readonly TarEntry[]): Buffer =>
  Buffer.concat([...entries.map(tarEntry), tarEnd]);

/** The records of a pax header. */
export const paxRecords = (records: Readonly<Record<string, string>>): Buffer =>
  Buffer.concat(
    Object.entries(records).map(([key, value]) => {
      const rest = ` ${key}=${value}\n`;
      const bytes = Buffer.byteLength(rest);
      let length = bytes + 1;
      while (String(length).length + bytes !== length) length += 1;
      return Buffer.from(`${String(length)}${rest}`);
    }),
  );

/** A pax header in front of an entry; of the whole archive with the type `g`. */
export const paxHeader = (
  records: Readonly<Record<string, string>>,
  type: 'x' | 'g' = 'x',
): TarEntry => ({ name: 'PaxHeaders/entry', type, content: paxRecords(records) });
