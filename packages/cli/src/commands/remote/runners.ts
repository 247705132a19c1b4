/** `moorgate runners …`: what executes the runs of builds. */
import { answerOf, type components } from '@moorgate/client';
import type { Command } from 'commander';
import { CommandError } from '../../command-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { Column } from '../../output/output.ts';
import { type ApiCall, apiCommand } from '../../remote/api-command.ts';
import { confirm, withConfirmation } from '../../remote/confirm.ts';
import { type PageOptions, pagesOf, withPageOptions } from '../../remote/pages.ts';
import { withSecret } from '../../remote/with-secret.ts';
import type { Terminal } from '../../terminal.ts';
import { repeated } from '../option-values.ts';
import { printToken } from './print-token.ts';

type Runner = components['schemas']['Runner'];

const columns: readonly Column<Runner>[] = [
  { title: 'name', of: ({ name }) => name },
  { title: 'host tags', of: ({ hostTags }) => hostTags.join(' ') },
  { title: 'isolation', of: ({ isolation }) => isolation ?? '' },
  { title: 'engine', of: ({ engine }) => (engine === null ? '' : engine ? 'yes' : 'no') },
  {
    title: 'last seen',
    of: (runner, showDate) =>
      runner['last-seen-at'] === 0 ? 'never' : showDate(runner['last-seen-at']),
  },
  { title: 'from', of: (runner) => runner['last-address'] ?? '' },
  { title: 'by', of: (runner) => runner['created-by'] },
  { title: 'id', isWhole: true, of: ({ id }) => id },
];

/** A runner by its name or its id. */
const findRunner = async ({ client }: ApiCall<unknown>, wanted: string): Promise<Runner> => {
  const query = { limit: 1_000 };
  const runners = await answerOf(client.GET('/runners', { params: { query } }));
  const found = runners.find(({ id, name }) => id === wanted || name === wanted);
  if (found !== undefined) return found;
  throw new CommandError(exitCodes.notFound, `there is no runner ${wanted}`);
};

/** Fills `runners`. */
export const addRunnersCommands = (runners: Command, terminal: Terminal): void => {
  const list = withPageOptions(runners.command('list')).description('list runners, newest first');
  apiCommand<PageOptions, []>(list, terminal, async (call) => {
    const pages = pagesOf({
      call,
      ask: (query) => call.client.GET('/runners', { params: { query } }),
    });
    await call.output.list(pages, columns);
  });
  const create = runners
    .command('create <name>')
    .description('register a runner, and print its token, alone')
    .option('--host-tag <tag>', 'whose runs it may take; may be repeated', repeated);
  apiCommand<{ hostTag?: string[] }, [string]>(create, terminal, async (call, name) => {
    const { hostTag: hostTags = [] } = call.options;
    const made = await answerOf(call.client.POST('/runners', { body: { name, hostTags } }));
    await printToken(call, withSecret(made));
  });
  const remove = withConfirmation(runners.command('delete <runner>')).description(
    'delete a runner, by its name or its id; the runs that it has fail',
  );
  apiCommand<{ yes: boolean }, [string]>(remove, terminal, async (call, wanted) => {
    const { id, name } = await findRunner(call, wanted);
    await confirm(call, `Delete the runner ${name}? The runs that it has fail.`);
    await call.client.DELETE('/runners/{id}', { params: { path: { id } } });
    call.output.done(`${name} is deleted.`);
  });
};
