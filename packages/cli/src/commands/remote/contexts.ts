/** `moorgate contexts …`: the servers that one is logged in to. */
import type { Command } from 'commander';
import { readClientEnvironment } from '../../client-environment.ts';
import {
  type Context,
  contextNamed,
  readContexts,
  withoutContext,
  writeContexts,
} from '../../contexts/context-file.ts';
import { type Column, createOutput, type OutputOptions } from '../../output/output.ts';
import { withOutputOptions } from '../../remote/api-command.ts';
import { onePage } from '../../remote/pages.ts';
import type { Terminal } from '../../terminal.ts';

/** A context without its secret. */
interface ContextLine {
  readonly name: string;
  readonly current: boolean;
  readonly url: string;
  readonly username: string;
  readonly 'expires-at': number | null;
}

const columns: readonly Column<ContextLine>[] = [
  { title: 'current', of: ({ current }) => (current ? '*' : '') },
  { title: 'name', of: ({ name }) => name },
  { title: 'server', of: ({ url }) => url },
  { title: 'user', of: ({ username }) => username },
  { title: 'token ends', of: (line, showDate) => showDate(line['expires-at']) },
];

/** Fills `contexts`. */
export const addContextsCommands = (contexts: Command, terminal: Terminal): void => {
  withOutputOptions(contexts.command('list', { isDefault: true }))
    .description('list the contexts, without their tokens')
    .action((options: OutputOptions) => listContexts(terminal, options));
  contexts
    .command('use <context>')
    .description('make a context the current one')
    .action((name: string) => {
      const { contextFile } = readClientEnvironment(terminal);
      const known = readContexts(contextFile);
      contextNamed(known, name);
      writeContexts(contextFile, { ...known, current: name });
      terminal.write(`${name} is the current context.\n`);
    });
  contexts
    .command('delete <context>')
    .description('forget a context; its token stays valid, which "moorgate logout" ends')
    .action((name: string) => {
      const { contextFile } = readClientEnvironment(terminal);
      const known = readContexts(contextFile);
      contextNamed(known, name);
      writeContexts(contextFile, withoutContext(known, name));
      terminal.write(`${name} is forgotten.\n`);
    });
};

const toLine = (name: string, context: Context, current: string | null): ContextLine => ({
  name,
  current: name === current,
  url: context.url,
  username: context.username,
  'expires-at': context.expiresAt,
});

const listContexts = (terminal: Terminal, options: OutputOptions): Promise<void> => {
  const { contextFile } = readClientEnvironment(terminal);
  const { current, contexts } = readContexts(contextFile);
  const lines = Object.entries(contexts)
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([name, context]) => toLine(name, context, current));
  return createOutput(terminal, options).list(onePage(Promise.resolve(lines)), columns);
};
