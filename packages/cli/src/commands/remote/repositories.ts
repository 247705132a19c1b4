/** `moorgate repositories …`: the Git repositories of the factory. */
import { answerOf, type components } from '@moorgate/client';
import type { Command } from 'commander';
import type { Column } from '../../output/output.ts';
import { apiCommand } from '../../remote/api-command.ts';
import { confirm, withConfirmation } from '../../remote/confirm.ts';
import { onePage } from '../../remote/pages.ts';
import type { Terminal } from '../../terminal.ts';

type Repository = components['schemas']['SourceRepository'];

const columns: readonly Column<Repository>[] = [
  { title: 'name', of: ({ name }) => name },
  { title: 'default branch', of: (one) => one['default-branch'] },
  { title: 'history', of: (one) => (one['keeps-history'] ? 'kept' : 'may change') },
  { title: 'bytes', of: ({ bytes }) => (bytes === null ? '-' : String(bytes)) },
  {
    title: 'pushed',
    of: (one, showDate) => (one['pushed-at'] === null ? 'never' : showDate(one['pushed-at'])),
  },
  { title: 'url', of: ({ url }) => url },
];

const addChanges = (repositories: Command, terminal: Terminal): void => {
  const create = repositories
    .command('create <name>')
    .description('create an empty repository')
    .option('--default-branch <branch>', 'the branch that is cloned; main unless said')
    .option('--keep-history', 'let no reference move but forward, whoever pushes');
  apiCommand<{ defaultBranch?: string; keepHistory?: true }, [string]>(
    create,
    terminal,
    async ({ client, output, options }, name) => {
      const { defaultBranch, keepHistory } = options;
      const body = {
        name,
        ...(defaultBranch === undefined ? {} : { 'default-branch': defaultBranch }),
        ...(keepHistory === undefined ? {} : { 'keeps-history': keepHistory }),
      };
      await output.one(await answerOf(client.POST('/source-repositories', { body })), columns);
    },
  );
  apiCommand(
    repositories
      .command('set-default <repository> <branch>')
      .description('name the branch that is cloned, and that nobody deletes'),
    terminal,
    async ({ client, output }, name: string, branch: string) => {
      const request = { params: { path: { name } }, body: { 'default-branch': branch } };
      const answer = client.PATCH('/source-repositories/{name}', request);
      await output.one(await answerOf(answer), columns);
    },
  );
  const remove = withConfirmation(repositories.command('delete <repository>')).description(
    'delete a repository with all that is in it',
  );
  apiCommand<{ yes: boolean }, [string]>(remove, terminal, async (call, name) => {
    await confirm(call, `Delete the repository ${name} with all that is in it?`);
    await call.client.DELETE('/source-repositories/{name}', { params: { path: { name } } });
    call.output.done(`${name} is deleted.`);
  });
};

/** Fills `repositories`. */
export const addRepositoriesCommands = (repositories: Command, terminal: Terminal): void => {
  apiCommand(
    repositories
      .command('list')
      .description('list the repositories, and where each is cloned from'),
    terminal,
    async ({ client, output }) =>
      output.list(onePage(answerOf(client.GET('/source-repositories'))), columns),
  );
  apiCommand(
    repositories.command('get <repository>').description('show one repository'),
    terminal,
    async ({ client, output }, name: string) => {
      const params = { path: { name } };
      await output.one(
        await answerOf(client.GET('/source-repositories/{name}', { params })),
        columns,
      );
    },
  );
  addChanges(repositories, terminal);
};
