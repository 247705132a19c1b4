/** `moorgate whoami`: as whom the context speaks, and what it may do. */
import { answerOf, type components } from '@moorgate/client';
import type { Command } from 'commander';
import type { Column } from '../../output/output.ts';
import { apiCommand } from '../../remote/api-command.ts';
import type { Terminal } from '../../terminal.ts';

const columns: readonly Column<components['schemas']['Self']>[] = [
  { title: 'user', of: ({ username }) => username },
  { title: 'credential', of: ({ credential }) => `${credential.kind} ${credential.id}` },
  { title: 'scopes', of: ({ scopes }) => scopes.join(' ') },
];

/** Gives `whoami` what it does. */
export const defineWhoami = (whoami: Command, terminal: Terminal): void => {
  apiCommand(whoami, terminal, async ({ client, output }) =>
    output.one(await answerOf(client.GET('/self')), columns),
  );
};
