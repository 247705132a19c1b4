/** How large an upload may be, in every way that it can be large. */

/** Limits of one archive. */
export interface ArchiveLimits {
  /** Bytes as they are sent. */
  readonly packedBytesMax: number;
  /** Bytes of the archive once it is decompressed. */
  readonly unpackedBytesMax: number;
  readonly entriesMax: number;
  /** How many bytes may come out of one, over the whole; what is small may do as it likes. */
  readonly ratioMax: number;
}

/** What decompresses to no more than this harms nobody, however small it was. */
export const ratioFreeBytes = 67_108_864;

/** What holds unless an operator says otherwise. */
export const defaultArchiveLimits: ArchiveLimits = {
  packedBytesMax: 8 * 2 ** 30,
  unpackedBytesMax: 16 * 2 ** 30,
  entriesMax: 500_000,
  ratioMax: 200,
};
