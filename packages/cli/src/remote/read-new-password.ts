/** A new password, from a person or from a pipe. */
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';

/** Asks for it twice, or takes all of standard input without its last line break. Throws when the two differ. */
export const readNewPassword = async (terminal: Terminal, isOnInput: boolean): Promise<string> => {
  if (isOnInput) return (await terminal.readInput()).replace(/\r?\n$/, '');
  const password = await terminal.askSecret('New password: ');
  if ((await terminal.askSecret('Once more: ')) === password) return password;
  throw new CommandError(exitCodes.failed, 'the two passwords differ');
};
