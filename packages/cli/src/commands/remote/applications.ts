/** `moorgate applications …`: containers on many hosts, deployed, started, stopped and brought back as one. */
import { readFile } from 'node:fs/promises';
import { answerOf, type components } from '@moorgate/client';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CommandError } from '../../command-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { Column } from '../../output/output.ts';
import { type ApiCall, apiCommand } from '../../remote/api-command.ts';
import { type PageOptions, pagesOf, withPageOptions } from '../../remote/pages.ts';
import type { Terminal } from '../../terminal.ts';
import { repeated } from '../option-values.ts';
import { showProgress } from './application-progress.ts';

type Schemas = components['schemas'];
type Application = Schemas['Application'];
type Deployment = Schemas['Deployment'];
type Operation = Schemas['Operation'];

const text = (value: number | null): string => (value === null ? '' : String(value));

const columns: readonly Column<Application>[] = [
  { title: 'id', of: ({ id }) => String(id) },
  { title: 'name', isWhole: true, of: ({ name }) => name },
  { title: 'deployment', of: (one) => text(one['current-deployment']) },
  { title: 'hosts', of: ({ instances }) => instances.join(', ') },
];

const details: readonly Column<Application>[] = [
  ...columns,
  { title: 'created', of: (one, showDate) => showDate(one['created-at']) },
  { title: 'by', of: (one) => one['created-by'] },
];

const deploymentColumns: readonly Column<Deployment>[] = [
  { title: 'id', of: ({ id }) => String(id) },
  { title: 'version', of: ({ version }) => String(version) },
  { title: 'status', of: ({ status }) => status },
  { title: 'images', of: ({ images }) => images.join(', ') },
  { title: 'created', of: (one, showDate) => showDate(one['created-at']) },
  { title: 'by', of: (one) => one['created-by'] },
  { title: 'outcome', of: ({ outcome }) => outcome ?? '' },
];

const operationColumns: readonly Column<Operation>[] = [
  { title: 'operation', isWhole: true, of: ({ id }) => id },
  { title: 'kind', of: ({ kind }) => kind },
  { title: 'status', of: ({ status }) => status },
  { title: 'started', of: (one, showDate) => showDate(one['started-at']) },
  { title: 'by', of: (one) => one['requested-by'] },
  { title: 'outcome', of: ({ outcome }) => outcome ?? '' },
];

interface WatchOptions {
  readonly detach: boolean;
}

const withWatch = (command: Command): Command =>
  command.addOption(
    new Option('--detach', 'say what was begun, and watch it no further').default(false),
  );

/** Shows how it goes, to its end, or what was begun. */
const watch = async (call: ApiCall<WatchOptions>, begun: Promise<Operation>): Promise<void> => {
  const operation = await begun;
  if (call.options.detach) await call.output.one(operation, operationColumns);
  else await showProgress(call, operation.id);
};

/** What a reader makes of the text of a file, or of standard input for `-`. */
const readInput = async <T>(
  terminal: Terminal,
  file: string,
  read: (text: string) => T,
): Promise<T> => {
  try {
    return read(file === '-' ? await terminal.readInput() : await readFile(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(exitCodes.usage, `${file}: ${reason}`);
  }
};

/** What is deployed: a command of JSON, or a compose file. */
interface ContentFiles {
  readonly command: string | undefined;
  readonly compose: string | undefined;
}

const readContent = async (
  terminal: Terminal,
  { command, compose }: ContentFiles,
): Promise<Pick<Schemas['ApplicationChange'], 'command' | 'compose'>> => {
  if (command !== undefined && compose !== undefined)
    throw new CommandError(exitCodes.usage, 'either a command or a compose file can be deployed');
  if (compose !== undefined)
    return { compose: await readInput(terminal, compose, (content) => content) };
  if (command === undefined) return {};
  const parse = (content: string): unknown => JSON.parse(content);
  const read = await readInput(terminal, command, parse);
  return { command: read as NonNullable<Schemas['NewApplication']['command']> };
};

const composeOption = (): Option =>
  new Option('--compose <file>', 'deploy this compose file; `-` for standard input');

const addReads = (applications: Command, terminal: Terminal): void => {
  const list = withPageOptions(applications.command('list')).description(
    'list the applications that you may use',
  );
  apiCommand<PageOptions, []>(list, terminal, async (call) => {
    const ask = (query: { readonly limit: number; readonly cursor?: string }) =>
      call.client.GET('/applications', { params: { query } });
    await call.output.list(pagesOf({ call, ask }), columns);
  });
  const show = applications.command('show <application>').description('show an application');
  apiCommand<object, [string]>(show, terminal, async ({ client, output }, application) => {
    const params = { path: { application } };
    await output.one(
      await answerOf(client.GET('/applications/{application}', { params })),
      details,
    );
  });
  const history = withPageOptions(applications.command('history <application>')).description(
    'list the deployments of an application, newest first',
  );
  apiCommand<PageOptions, [string]>(history, terminal, async (call, application) => {
    const ask = (query: { readonly limit: number; readonly cursor?: string }) =>
      call.client.GET('/applications/{application}/deployments', {
        params: { path: { application }, query },
      });
    await call.output.list(pagesOf({ call, ask }), deploymentColumns);
  });
  const operations = withPageOptions(applications.command('operations <application>')).description(
    'list what was done to an application, newest first',
  );
  apiCommand<PageOptions, [string]>(operations, terminal, async (call, application) => {
    const ask = (query: { readonly limit: number; readonly cursor?: string }) =>
      call.client.GET('/applications/{application}/operations', {
        params: { path: { application }, query },
      });
    await call.output.list(pagesOf({ call, ask }), operationColumns);
  });
  const follow = applications
    .command('follow <operation>')
    .description('show how an operation goes, from its beginning to its end');
  apiCommand<object, [string]>(follow, terminal, showProgress);
};

const addSwitches = (applications: Command, terminal: Terminal): void => {
  for (const verb of ['start', 'stop'] as const) {
    const command = withWatch(applications.command(`${verb} <application>`)).description(
      `${verb} an application on every host`,
    );
    apiCommand<WatchOptions, [string]>(command, terminal, async (call, application) => {
      const params = { path: { application } };
      const path = `/applications/{application}/${verb}` as const;
      await watch(call, answerOf(call.client.POST(path, { params })));
    });
  }
};

interface CreateOptions extends WatchOptions {
  readonly compose?: string;
  readonly on?: readonly string[];
  readonly start: boolean;
  readonly pull: boolean;
}

const addCreate = (applications: Command, terminal: Terminal): void => {
  const create = withWatch(applications.command('create'))
    .argument('<name>', 'what its containers are called')
    .argument(
      '[file]',
      'the body of JSON with which Docker creates a container; `-` for standard input',
    )
    .addOption(composeOption())
    .requiredOption('--on <host>', 'a host, by address or alias; to be repeated', repeated)
    .addOption(new Option('--no-start', 'leave the containers stopped'))
    .addOption(new Option('--pull', 'pull the image first').default(false))
    .description('create an application and deploy it');
  apiCommand<CreateOptions, [string, string?]>(create, terminal, async (call, name, command) => {
    const { compose, on: instances = [], start, pull } = call.options;
    if (command === undefined && compose === undefined)
      throw new CommandError(exitCodes.usage, 'a command or a compose file is needed');
    const content = await readContent(terminal, { command, compose });
    const body = { name, ...content, instances: [...instances], start, 'force-pull': pull };
    await watch(call, answerOf(call.client.POST('/applications', { body })));
  });
};

interface UpdateOptions extends WatchOptions {
  readonly command?: string;
  readonly compose?: string;
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  readonly restart: boolean;
}

const addUpdate = (applications: Command, terminal: Terminal): void => {
  const update = withWatch(applications.command('update <application>'))
    .option('--command <file>', 'deploy the command of this file; `-` for standard input')
    .addOption(composeOption())
    .option('--add <host>', 'run there, too; to be repeated', repeated)
    .option('--remove <host>', 'run there no more; to be repeated', repeated)
    .addOption(new Option('--restart', 'deploy everywhere, and start').default(false))
    .description('deploy another command or compose file, or run elsewhere');
  apiCommand<UpdateOptions, [string]>(update, terminal, async (call, application) => {
    const { command, compose, add = [], remove = [], restart } = call.options;
    const content = await readContent(terminal, { command, compose });
    const body = { ...content, add: [...add], remove: [...remove], restart };
    const params = { path: { application } };
    await watch(call, answerOf(call.client.PATCH('/applications/{application}', { params, body })));
  });
};

const target = (value: string): number => {
  const number = Number(value);
  if (!/^-?\d{1,15}$/.test(value))
    throw new InvalidArgumentError('the id of a deployment is needed, or -1 for the one before');
  return number;
};

interface RevertOptions extends WatchOptions {
  readonly to: number;
  readonly pull: boolean;
}

const addRevert = (applications: Command, terminal: Terminal): void => {
  const revert = withWatch(applications.command('revert <application>'))
    .option('--to <deployment>', 'its id, or -1 for the one before the newest', target, -1)
    .addOption(new Option('--pull', 'pull the image first').default(false))
    .description('deploy an earlier deployment again; nothing is started');
  apiCommand<RevertOptions, [string]>(revert, terminal, async (call, application) => {
    const body = { target: call.options.to, 'force-pull': call.options.pull };
    const params = { path: { application } };
    const path = '/applications/{application}/reversion';
    await watch(call, answerOf(call.client.POST(path, { params, body })));
  });
};

/** Fills `applications`. */
export const addApplicationsCommands = (applications: Command, terminal: Terminal): void => {
  addReads(applications, terminal);
  addCreate(applications, terminal);
  addUpdate(applications, terminal);
  addSwitches(applications, terminal);
  addRevert(applications, terminal);
};
