/** `moorgate devices tests …` and `moorgate devices actions …`: what devices report, and what they are asked for. */
import { createWriteStream } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { answerOf, type components } from '@moorgate/client';
import type { Command } from 'commander';
import { CommandError } from '../../command-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { Column } from '../../output/output.ts';
import { apiCommand } from '../../remote/api-command.ts';
import { onePage } from '../../remote/pages.ts';
import type { Terminal } from '../../terminal.ts';

type Test = components['schemas']['DeviceTest'];
type Action = components['schemas']['DeviceAction'];

const testColumns: readonly Column<Test>[] = [
  { title: 'name', of: ({ name }) => name },
  { title: 'status', of: ({ status }) => status },
  { title: 'id', isWhole: true, of: ({ uuid }) => uuid },
  { title: 'created', of: ({ created_on: at }, showDate) => showDate(at) },
  { title: 'completed', of: ({ completed_on: at }, showDate) => showDate(at) },
  { title: 'target', of: ({ target_name: target }) => target },
];

const testDetails: readonly Column<Test>[] = [
  ...testColumns,
  { title: 'details', of: ({ details = '' }) => details },
  {
    title: 'results',
    of: ({ results = [] }) => results.map(({ name, status }) => `${name}: ${status}`).join('\n'),
  },
  { title: 'artifacts', of: ({ artifacts = [] }) => artifacts.join('\n') },
];

/** Fills `devices tests`. */
export const addTestCommands = (tests: Command, terminal: Terminal): void => {
  apiCommand(
    tests.command('list <uuid>').description('list the tests that a device reported'),
    terminal,
    async ({ client, output }, uuid: string) => {
      const answer = client.GET('/devices/{uuid}/tests', { params: { path: { uuid } } });
      await output.list(onePage(answerOf(answer)), testColumns);
    },
  );
  apiCommand(
    tests.command('show <uuid> <id>').description('show a test with its results and artifacts'),
    terminal,
    async ({ client, output }, uuid: string, id: string) => {
      const answer = client.GET('/devices/{uuid}/tests/{id}', { params: { path: { uuid, id } } });
      await output.one(await answerOf(answer), testDetails);
    },
  );
  addDownload(tests, terminal);
};

/** A file that is there stays: a device chose the name. */
const writeNew = async (path: string, bytes: ReadableStream<Uint8Array>): Promise<void> => {
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  await pipeline(Readable.fromWeb(bytes as Parameters<typeof Readable.fromWeb>[0]), file).catch(
    (error: unknown) => {
      throw new CommandError(
        exitCodes.failed,
        `${path} cannot be written: ${(error as Error).message}`,
      );
    },
  );
};

const addDownload = (tests: Command, terminal: Terminal): void => {
  const download = tests
    .command('download <uuid> <id> <artifact>')
    .description('save an artifact of a test as a new file')
    .option('--out <file>', 'its path; the name of the artifact unless given');
  type Arguments = [uuid: string, id: string, artifact: string];
  apiCommand<{ out?: string }, Arguments>(download, terminal, async (call, ...args) => {
    const [uuid, id, artifact] = args;
    const { client, options, output } = call;
    const params = { path: { uuid, id, artifact } };
    const path = '/devices/{uuid}/tests/{id}/{artifact}' as const;
    const { response } = await client.GET(path, { params, parseAs: 'stream' });
    const file = options.out ?? basename(artifact);
    if (response.body !== null) await writeNew(file, response.body);
    output.done(`${artifact} is saved as ${file}.`);
  });
};

const actionColumns: readonly Column<Action>[] = [
  { title: 'name', of: ({ name }) => name },
  { title: 'state', of: ({ state }) => state },
  { title: 'id', isWhole: true, of: ({ id }) => id },
  { title: 'requested', of: (action, showDate) => showDate(action['requested-at']) },
  { title: 'by', of: (action) => action['requested-by'] },
  { title: 'captured', of: ({ capture }) => (capture ? 'yes' : 'no') },
];

/** Fills `devices actions`. */
export const addActionCommands = (actions: Command, terminal: Terminal): void => {
  apiCommand(
    actions.command('list <uuid>').description('list the actions that a device was asked for'),
    terminal,
    async ({ client, output }, uuid: string) => {
      const answer = client.GET('/devices/{uuid}/actions', { params: { path: { uuid } } });
      const { started } = await answerOf(answer);
      await output.list(onePage(Promise.resolve(started)), actionColumns);
    },
  );
  apiCommand(
    actions.command('offered <uuid>').description('list the actions that a device offers'),
    terminal,
    async ({ client, output }, uuid: string) => {
      const answer = client.GET('/devices/{uuid}/actions', { params: { path: { uuid } } });
      const { offered } = await answerOf(answer);
      const columns = [{ title: 'name', isWhole: true, of: (name: string) => name }] as const;
      await output.list(onePage(Promise.resolve(offered)), columns);
    },
  );
  const start = actions
    .command('start <uuid> <name>')
    .description(
      'ask a device for an action that it offers, when it asks for its configuration next',
    )
    .option('--no-capture', 'without a report of what it prints and leaves');
  apiCommand<{ capture: boolean }, [string, string]>(
    start,
    terminal,
    async ({ client, options, output }, uuid, name) => {
      const params = { path: { uuid } };
      const body = { name, capture: options.capture };
      const answer = client.POST('/devices/{uuid}/actions', { params, body });
      await output.one(await answerOf(answer), actionColumns);
    },
  );
};
