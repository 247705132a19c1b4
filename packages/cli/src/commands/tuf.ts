/** `moorgate tuf …`: what devices trust the metadata of updates by, on the host itself. */
import { createReadStream } from 'node:fs';
import { type Context, loadSealingKeys } from '@moorgate/auth';
import {
  findFactoryRoot,
  findFirstExpiries,
  importTuf,
  initTuf,
  listFactoriesWithRoots,
  listFactoryRoots,
  readKeyArchive,
  readRootArchive,
  rotateRoot,
  type TufSetUp,
} from '@moorgate/delivery';
import { roles } from '@moorgate/tuf';
import type { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { readCliConfig } from '../config.ts';
import { exitCodes } from '../exit-codes.ts';
import { withStore, withStoreToRead } from '../store.ts';
import type { Terminal } from '../terminal.ts';
import { wholeNumber } from './option-values.ts';
import { dataDirectoryOf, type DataDirOption, withDataDir } from './options.ts';

interface FactoryOptions extends DataDirOption {
  readonly factory?: string;
}

interface ImportOptions extends FactoryOptions {
  readonly keys: string;
  readonly roots: string;
}

interface RotateOptions extends FactoryOptions {
  readonly everyKey: boolean;
}

interface ExportOptions extends FactoryOptions {
  readonly rootVersion?: number;
}

/** Fills `tuf` with `init`, `show`, `rotate-root`, `import` and `export-root`. */
export const addTufCommands = (tuf: Command, terminal: Terminal): void => {
  withFactory(tuf.command('init'), 'factory')
    .description('make the keys that sign the metadata of updates, and the first root')
    .action((options: FactoryOptions) => init(terminal, options));
  withFactory(tuf.command('show'))
    .description('show the roots, whose keys they name, and when metadata expires')
    .action((options: FactoryOptions) => show(terminal, options));
  withFactory(tuf.command('rotate-root'))
    .description(
      'replace the key of the root: another root follows, signed by the old key and the new one',
    )
    .option(
      '--every-key',
      'replace the keys of targets, snapshots and timestamps too, and sign every update again',
      false,
    )
    .action((options: RotateOptions) => rotate(terminal, options));
  withFactory(tuf.command('import'), 'factory')
    .description(
      'take over the roots of another installation, and let a root with new keys follow that its devices accept',
    )
    .requiredOption('--keys <archive>', 'its private keys: a tar archive with files *.sec')
    .requiredOption(
      '--roots <archive>',
      'its roots from 1 on: a tar archive with files *.root.json',
    )
    .action((options: ImportOptions) => importFrom(terminal, options));
  withFactory(tuf.command('export-root'))
    .description('print a root byte for byte, to provision devices with')
    .option(
      '--root-version <version>',
      'its version; the newest unless given',
      wholeNumber(1, 999_999_999),
    )
    .action((options: ExportOptions) => exportRoot(terminal, options));
};

const withFactory = (command: Command, usual?: string): Command => {
  const flags = '--factory <name>';
  const described = withDataDir(command);
  return usual === undefined
    ? described.option(flags, 'the name of the fleet; may be left out where only one has roots')
    : described.option(flags, 'the name of the fleet', usual);
};

/** Runs `work` with the store and the keys that keep secrets in it. */
const withKeys = <T>(
  options: FactoryOptions,
  work: (ctx: Context, setUp: TufSetUp) => Promise<T>,
): Promise<T> => {
  const directory = dataDirectoryOf(options);
  return withStore(directory, readCliConfig().databaseUrl, async (ctx) => {
    const sealingKeys = await loadSealingKeys(directory.keys);
    return work(ctx, { factory: await chooseFactory(ctx, options), sealingKeys });
  });
};

const chooseFactory = async (ctx: Context, { factory }: FactoryOptions): Promise<string> => {
  if (factory !== undefined) return factory;
  const [only, ...others] = await listFactoriesWithRoots(ctx);
  if (only !== undefined && others.length === 0) return only;
  const why =
    only === undefined
      ? 'no factory has roots yet: "moorgate tuf init" makes them'
      : `several factories have roots: choose with --factory (${[only, ...others].join(', ')})`;
  throw new CommandError(exitCodes.failed, why);
};

const keepSafe =
  'Keep a copy of the folder of keys and of the database: without them no device can be given another root.\n';

const init = (terminal: Terminal, options: FactoryOptions): Promise<void> =>
  withKeys(options, async (ctx, setUp) => {
    await initTuf(ctx, setUp);
    terminal.write(`The factory ${setUp.factory} has its keys and the root of version 1.\n`);
    terminal.note(keepSafe);
  });

const rotate = (terminal: Terminal, options: RotateOptions): Promise<void> =>
  withKeys(options, async (ctx, setUp) => {
    const version = await rotateRoot(ctx, { ...setUp, replacesEveryKey: options.everyKey });
    terminal.write(`Devices of ${setUp.factory} get the root of version ${version} next.\n`);
  });

const importFrom = (terminal: Terminal, options: ImportOptions): Promise<void> =>
  withKeys(options, async (ctx, setUp) => {
    const keys = await readKeyArchive(createReadStream(options.keys));
    const roots = await readRootArchive(createReadStream(options.roots));
    const version = await importTuf(ctx, { ...setUp, keys, roots });
    terminal.write(
      `The factory ${setUp.factory} has ${roots.length} roots of old, and that of version ${version} with new keys.\n`,
    );
    terminal.note(keepSafe);
  });

/** Runs `work` on the factory that is meant, and changes nothing. */
const withFactoryToRead = (
  options: FactoryOptions,
  work: (ctx: Context, factory: string) => Promise<void>,
): Promise<void> =>
  withStoreToRead(dataDirectoryOf(options), readCliConfig().databaseUrl, async (ctx) =>
    work(ctx, await chooseFactory(ctx, options)),
  );

const exportRoot = (terminal: Terminal, options: ExportOptions): Promise<void> =>
  withFactoryToRead(options, async (ctx, factory) => {
    const root = await findFactoryRoot(ctx, factory, options.rootVersion ?? 'latest');
    terminal.write(root.toString());
  });

const show = (terminal: Terminal, options: FactoryOptions): Promise<void> =>
  withFactoryToRead(options, async (ctx, factory) => {
    const chain = await listFactoryRoots(ctx, factory);
    terminal.write(`factory ${factory}\n`);
    for (const { version, expiresAt } of chain)
      terminal.write(`root ${version}, expires ${expiresAt.toISOString()}\n`);
    const newest = chain.at(-1)?.envelope.signed.roles;
    if (newest !== undefined)
      for (const role of roles) terminal.write(`${role} key ${newest[role].keyids.join(', ')}\n`);
    const { signed, uploaded } = await findFirstExpiries(ctx);
    if (signed !== undefined)
      terminal.write(`signed metadata expires from ${signed.toISOString()} on unless renewed\n`);
    if (uploaded !== undefined)
      terminal.write(`uploaded metadata expires from ${uploaded.toISOString()} on\n`);
  });
