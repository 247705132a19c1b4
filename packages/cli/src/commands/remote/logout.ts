/** `moorgate logout`. */
import type { Command } from 'commander';
import { readClientEnvironment } from '../../client-environment.ts';
import { CommandError } from '../../command-error.ts';
import {
  contextNamed,
  readContexts,
  withoutContext,
  writeContexts,
} from '../../contexts/context-file.ts';
import { revokeMadeToken } from '../../contexts/revoke-made-token.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { Terminal } from '../../terminal.ts';

/** Gives `logout` its argument and what it does. */
export const defineLogout = (logout: Command, terminal: Terminal): void => {
  logout
    .argument('[context]', 'which context; the current one unless said')
    .action(async (named: string | undefined) => {
      const { contextFile } = readClientEnvironment(terminal);
      const contexts = readContexts(contextFile);
      const name = named ?? contexts.current;
      if (name === null)
        throw new CommandError(exitCodes.usage, 'there is no current context; name one');
      const isRevoked = await revokeMadeToken(terminal, contextNamed(contexts, name));
      writeContexts(contextFile, withoutContext(readContexts(contextFile), name));
      terminal.write(
        isRevoked
          ? `The token is revoked, and the context ${name} removed.\n`
          : `The context ${name} is removed; its token was brought along, and stays valid.\n`,
      );
    });
};
