/** `moorgate configs …`: what devices are configured with, through the API. */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { answerOf, ApiError, postStream } from '@moorgate/client';
import type { Command } from 'commander';
import { CommandError } from '../../command-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { apiCommand } from '../../remote/api-command.ts';
import { confirm, withConfirmation } from '../../remote/confirm.ts';
import { onePage, type PageOptions, pagesOf, withPageOptions } from '../../remote/pages.ts';
import type { Terminal } from '../../terminal.ts';
import { wholeNumber } from '../option-values.ts';
import {
  effectiveColumns,
  fileColumns,
  namedFiles,
  revisionColumns,
} from './configuration-columns.ts';
import {
  type Configuration,
  type LayerCalls,
  layerCallsOf,
  type LayerOptions,
  withLayerOptions,
} from './configuration-layers.ts';

/** Fills `configs`. */
export const addConfigsCommands = (configs: Command, terminal: Terminal): void => {
  const show = withLayerOptions(configs.command('show')).description('show the files of a layer');
  apiCommand<LayerOptions, []>(show, terminal, async ({ client, options, output }) => {
    const { data } = await layerCallsOf(client, options).read();
    await output.list(onePage(Promise.resolve(namedFiles(data?.Files))), fileColumns);
  });
  addSet(configs, terminal);
  addLog(configs, terminal);
  addRevert(configs, terminal);
  addOfDevice(configs, terminal);
  apiCommand(
    configs.command('groups').description('list the groups of devices'),
    terminal,
    async ({ client, output }) => {
      const groups = await answerOf(client.GET('/known-labels/device-groups'));
      const columns = [{ title: 'group', isWhole: true, of: (group: string) => group }] as const;
      await output.list(onePage(Promise.resolve(groups)), columns);
    },
  );
  addUpload(configs, terminal);
};

interface SetOptions extends LayerOptions {
  readonly reason?: string;
  readonly replace: boolean;
  readonly onChanged?: string[];
}

type Files = NonNullable<Configuration['Files']>;

const readContent = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((error: unknown) => {
    throw new CommandError(exitCodes.failed, `${path} cannot be read: ${(error as Error).message}`);
  });

/** A file from `name=value`, or `name==path` for what is in a file here. Throws `CommandError` for another form. */
const readPair = async (
  text: string,
  onChanged: readonly string[],
): Promise<[string, Files[string]]> => {
  const at = text.indexOf('=');
  if (at <= 0)
    throw new CommandError(
      exitCodes.usage,
      `${text} is no file: name=value or name==path is needed`,
    );
  const name = text.slice(0, at);
  const isPath = text[at + 1] === '=';
  const value = isPath ? await readContent(text.slice(at + 2)) : text.slice(at + 1);
  const handler = onChanged.length === 0 ? {} : { OnChanged: [...onChanged] };
  return [name, { Value: value, Unencrypted: true, ...handler }];
};

/** What a layer holds; a group that nobody has configured, and no device is in, is made by whoever configures it. */
const readPresent = async (
  layer: LayerCalls,
): Promise<{ readonly files: Files; readonly etag: string | null }> => {
  try {
    const { data, response } = await layer.read();
    return { files: data?.Files ?? {}, etag: response.headers.get('etag') };
  } catch (error) {
    if (error instanceof ApiError && error.problem.code === 'group_not_found')
      return { files: {}, etag: null };
    throw error;
  }
};

const addSet = (configs: Command, terminal: Terminal): void => {
  const set = withLayerOptions(configs.command('set <file=value...>'))
    .description(
      'put files into a layer, unencrypted: name=value, or name==path for the content of a file here; the others stay',
    )
    .option('-m, --reason <text>', 'what the history says')
    .option('--replace', 'take away the files that are not named', false)
    .option(
      '--on-changed <word...>',
      'the handler that a device runs when they change, and its arguments',
    );
  apiCommand<SetOptions, [string[]]>(set, terminal, async (call, pairs) => {
    const { client, options, output } = call;
    const layer = layerCallsOf(client, options);
    const given = await Promise.all(pairs.map((pair) => readPair(pair, options.onChanged ?? [])));
    const { files: before, etag } = await readPresent(layer);
    // Whoever else changes the layer meanwhile is not overwritten.
    const condition: Record<string, string> =
      etag === null ? { 'If-None-Match': '*' } : { 'If-Match': etag };
    const present = options.replace ? {} : before;
    const files = { ...present, ...Object.fromEntries(given) };
    const reason = options.reason === undefined ? {} : { Reason: options.reason };
    await layer.replace({ Files: files, ...reason }, condition);
    output.done(`${layer.name} has ${given.map(([name]) => name).join(', ')}.`);
  });
};

interface LogOptions extends LayerOptions, PageOptions {
  readonly showFiles: boolean;
}

/** The most that a history gives at once. */
const historyPageMax = 10;

const addLog = (configs: Command, terminal: Terminal): void => {
  const log = withPageOptions(withLayerOptions(configs.command('log')))
    .description('list what a layer held, the newest first')
    .option('--show-files', 'with the names of the files', false);
  apiCommand<LogOptions, []>(log, terminal, async (call) => {
    const layer = layerCallsOf(call.client, call.options);
    const showFiles = call.options.showFiles ? 'true' : 'false';
    const pages = pagesOf({
      call,
      ask: ({ limit, ...page }) =>
        layer.history({
          ...page,
          limit: Math.min(limit, historyPageMax),
          'show-files': showFiles,
        }),
    });
    await call.output.list(pages, revisionColumns);
  });
};

const addRevert = (configs: Command, terminal: Terminal): void => {
  const revert = withLayerOptions(configs.command('revert'))
    .description('put back what a layer held; it becomes a new revision')
    .requiredOption(
      '--revision <number>',
      'the one that the log shows',
      wholeNumber(1, 2_147_483_647),
    )
    .option('-m, --reason <text>', 'what the history says');
  type RevertOptions = LayerOptions & { readonly revision: number; readonly reason?: string };
  apiCommand<RevertOptions, []>(revert, terminal, async ({ client, options, output }) => {
    const layer = layerCallsOf(client, options);
    const reason = options.reason === undefined ? {} : { Reason: options.reason };
    await layer.revert({ Revision: options.revision, ...reason });
    output.done(`${layer.name} holds what it held in revision ${String(options.revision)}.`);
  });
};

const addOfDevice = (configs: Command, terminal: Terminal): void => {
  apiCommand(
    configs
      .command('effective <uuid>')
      .description('show what a device is given when it asks now, and from which layers'),
    terminal,
    async ({ client, output }, uuid: string) => {
      const params = { path: { uuid } };
      const { Files } = await answerOf(client.GET('/configs/device/{uuid}/effective', { params }));
      await output.list(onePage(Promise.resolve(namedFiles(Files))), effectiveColumns);
    },
  );
  apiCommand(
    configs.command('applied <uuid>').description('show what a device was last given'),
    terminal,
    async ({ client, output, terminal: { columns, note } }, uuid: string) => {
      const params = { path: { uuid } };
      const { data } = await client.GET('/configs/device/{uuid}/applied', { params });
      if (data === undefined && columns !== null) note('moorgate: it was never given anything\n');
      await output.list(onePage(Promise.resolve(namedFiles(data?.Files))), fileColumns);
    },
  );
};

const addUpload = (configs: Command, terminal: Terminal): void => {
  const upload = withConfirmation(configs.command('upload <archive>')).description(
    'replace all layers by those of a tar archive, compressed with gzip or not: factory/, group/<name>/ and device/<uuid>/',
  );
  apiCommand<{ yes: boolean }, [string]>(upload, terminal, async (call, path) => {
    const { connection, output } = call;
    await confirm(call, 'Layers that the archive does not have lose all their files. Go on?');
    const { url: baseUrl, token } = connection;
    const body = createReadStream(path);
    const request = {
      method: 'PUT',
      path: '/configs',
      mediaType: 'application/x-tar',
      body,
    } as const;
    await postStream({ baseUrl, token }, request);
    output.done('All layers are as the archive has them.');
  });
};
