/** Asking before something that cannot be undone. */
import type { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ApiCall } from './api-command.ts';

/** Adds `--yes`. */
export const withConfirmation = (command: Command): Command =>
  command.option('--yes', 'do not ask', false);

/** Asks, unless `--yes` was given. Throws `CommandError` for every other answer than yes, and where nobody can be asked. */
export const confirm = async (
  { options, terminal }: Pick<ApiCall<{ yes: boolean }>, 'options' | 'terminal'>,
  question: string,
): Promise<void> => {
  if (options.yes) return;
  const answer = await terminal.ask(`${question} [y/N] `);
  if (!/^y(es)?$/i.test(answer.trim()))
    throw new CommandError(exitCodes.failed, 'nothing was changed');
};
