/** `moorgate token …`: tokens, from the host itself. */
import { issueTokenFor, loadTokenKeys } from '@moorgate/auth';
import type { Command } from 'commander';
import { readCliConfig } from '../config.ts';
import { withStore } from '../store.ts';
import { durationSeconds, repeated } from './option-values.ts';
import { dataDirectoryOf, type DataDirOption, withDataDir } from './options.ts';

interface TokenOptions extends DataDirOption {
  readonly user: string;
  readonly scope: string[];
  readonly expires?: number;
  readonly name: string;
}

/** Fills `token` with `create`. */
export const addTokenCommands = (token: Command): void => {
  withDataDir(token.command('create'))
    .description('create a token and print it, alone; it is shown this once')
    .requiredOption('--user <name>', 'whose token it is')
    .requiredOption('--scope <scope>', 'what it may do; may be repeated', repeated)
    .option('--expires <duration>', 'when it ends, as in 30d; a year if not said', durationSeconds)
    .option('--name <name>', 'what the list of tokens calls it', 'command line')
    .action(async (options: TokenOptions) => {
      const directory = dataDirectoryOf(options);
      const issued = await withStore(directory, readCliConfig().databaseUrl, async (ctx) =>
        issueTokenFor(ctx, await loadTokenKeys(directory.keys), {
          username: options.user,
          name: options.name,
          scopes: options.scope,
          ...(options.expires === undefined
            ? {}
            : { expiresAt: new Date(ctx.clock.now().getTime() + options.expires * 1_000) }),
        }),
      );
      process.stdout.write(`${issued.token}\n`);
    });
};
