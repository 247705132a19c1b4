/** The whole environment of a Git child: nothing of the system’s or of a user’s configuration, and bounded memory. */

/** Where programs are looked for: what hooks call is found there as well. */
export const programPath = '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin';

/**
 * How Git behaves in every repository. Content above a mebibyte is neither compared nor held whole; what is received is checked
 * as `git fsck --strict` does, but for three old slips that existing histories are full of; maintenance runs on its own.
 */
const always: Readonly<Record<string, string>> = {
  'core.bigFileThreshold': '1m',
  'core.deltaBaseCacheLimit': '16m',
  'core.fsync': 'all',
  'core.fsyncMethod': 'fsync',
  'core.packedGitLimit': '128m',
  'core.packedGitWindowSize': '16m',
  'core.protectHFS': 'true',
  'core.protectNTFS': 'true',
  'gc.auto': '0',
  'http.getanyfile': 'false',
  'maintenance.auto': 'false',
  'pack.deltaCacheSize': '16m',
  'pack.threads': '1',
  'pack.windowMemory': '16m',
  'pack.writeBitmapHashCache': 'true',
  'receive.advertisePushOptions': 'false',
  'receive.autogc': 'false',
  'receive.denyDeleteCurrent': 'refuse',
  'receive.fsckObjects': 'true',
  'receive.fsck.badTimezone': 'ignore',
  'receive.fsck.missingSpaceBeforeDate': 'ignore',
  'receive.fsck.zeroPaddedFilemode': 'ignore',
  'repack.writeBitmaps': 'true',
  'transfer.advertiseSID': 'false',
  'uploadpack.allowAnySHA1InWant': 'true',
  'uploadpack.allowFilter': 'true',
  'uploadpackfilter.allow': 'false',
  'uploadpackfilter.blob:limit.allow': 'true',
  'uploadpackfilter.blob:none.allow': 'true',
  'uploadpackfilter.combine.allow': 'true',
  'uploadpackfilter.object:type.allow': 'true',
  'uploadpackfilter.tree.allow': 'true',
  'uploadpackfilter.tree.maxDepth': '1',
};

/** The largest piece of memory that a child asks for at once. */
const allocationMax = '512m';

/** What is different for one child. */
export interface GitSurroundings {
  /** Where the parts of Git are. */
  readonly parts: string;
  /** Where its libraries are, where they are not those of the system. */
  readonly libraries: string | null;
  /** The folder of the hooks; those of a repository never run. */
  readonly hooksFolder: string;
  readonly configuration?: Readonly<Record<string, string>>;
}

/** How a program is told where its libraries are. */
export const libraryVariable = (libraries: string | null): Record<string, string> =>
  libraries === null ? {} : { LD_LIBRARY_PATH: libraries };

/** The environment; what the caller adds to it comes last. */
export const gitEnvironment = ({
  parts,
  libraries,
  hooksFolder,
  configuration = {},
}: GitSurroundings): Record<string, string> => {
  const entries = Object.entries({ ...always, 'core.hooksPath': hooksFolder, ...configuration });
  const settings = entries.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    PATH: programPath,
    LC_ALL: 'C',
    ...libraryVariable(libraries),
    HOME: '/nonexistent',
    GIT_ALLOC_LIMIT: allocationMax,
    GIT_ATTR_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_EXEC_PATH: parts,
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    ...Object.fromEntries<string>(settings as [string, string][]),
    GIT_CONFIG_COUNT: String(entries.length),
  };
};
