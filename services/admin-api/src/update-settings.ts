/** Settings about updates that operators upload. */
import type { ArchiveLimits } from '@moorgate/delivery';
import { Type } from 'typebox';

const bytes = Type.Integer({ minimum: 1_024, maximum: 2 ** 50 });

/** How large an upload may be. */
export const updateSettings = {
  updateBytesMax: {
    variable: 'MOORGATE_UPDATE_BYTES',
    schema: bytes,
    description: 'The largest archive of an update that is received, in bytes as they are sent.',
    default: 8_589_934_592,
  },
  updateUnpackedBytesMax: {
    variable: 'MOORGATE_UPDATE_UNPACKED_BYTES',
    schema: bytes,
    description: 'The largest archive once it is decompressed, in bytes.',
    default: 17_179_869_184,
  },
  updateEntriesMax: {
    variable: 'MOORGATE_UPDATE_ENTRIES',
    schema: Type.Integer({ minimum: 1, maximum: 10_000_000 }),
    description: 'How many files and folders the archive of an update may have.',
    default: 500_000,
  },
  updateRatioMax: {
    variable: 'MOORGATE_UPDATE_RATIO',
    schema: Type.Integer({ minimum: 1, maximum: 1_100 }),
    description:
      'To how many times of its bytes an archive may decompress, where that is more than 64 MiB.',
    default: 200,
  },
} as const;

/** The limits that the settings name. */
export const archiveLimitsOf = (config: {
  readonly [K in keyof typeof updateSettings]: number;
}): ArchiveLimits => ({
  packedBytesMax: config.updateBytesMax,
  unpackedBytesMax: config.updateUnpackedBytesMax,
  entriesMax: config.updateEntriesMax,
  ratioMax: config.updateRatioMax,
});
