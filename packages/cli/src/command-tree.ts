/** Every command at the top, with one sentence; what is below is loaded when it is wanted, so that each starts fast. */
import { onThisHost } from './tree/on-this-host.ts';
import { throughTheApi } from './tree/through-the-api.ts';
import type { TopCommand } from './tree/top-command.ts';

const forShells: readonly TopCommand[] = [
  {
    name: 'completion',
    description: 'print a script that completes commands in bash, zsh or fish',
    load: async () => (await import('./commands/completion.ts')).defineCompletion,
  },
];

/** Every command at the top. */
export const topCommands: readonly TopCommand[] = [...onThisHost, ...throughTheApi, ...forShells];
