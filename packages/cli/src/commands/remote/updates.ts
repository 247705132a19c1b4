/** `moorgate updates …`: what devices are to run, and which of them. */
import { answerOf, type components, postStream } from '@moorgate/client';
import type { Command } from 'commander';
import { formatBytes, startProgressBar } from '../../output/progress-bar.ts';
import type { Column } from '../../output/output.ts';
import { type ApiCall, apiCommand } from '../../remote/api-command.ts';
import { confirm, withConfirmation } from '../../remote/confirm.ts';
import { type PageOptions, pagesOf, withPageOptions } from '../../remote/pages.ts';
import type { Terminal } from '../../terminal.ts';
import { listUpdateFiles, packFiles } from '../../updates/pack-folder.ts';
import { wholeNumber } from '../option-values.ts';
import { addRolloutCommands } from './rollouts.ts';
import { addTailCommand } from './update-tail.ts';

type Update = components['schemas']['Update'];
type UpdateLine = components['schemas']['UpdateSummary'] & { readonly tag: string };

const lineColumns: readonly Column<UpdateLine>[] = [
  { title: 'tag', of: ({ tag }) => tag },
  { title: 'name', isWhole: true, of: ({ name }) => name },
  { title: 'uploaded', of: (update, showDate) => showDate(update['uploaded-at']) },
  { title: 'devices', of: (update) => String(update['device-count']) },
  { title: 'by', of: (update) => update['uploaded-by'] },
];

const origins = { signed: 'signed by the server', uploaded: 'as it was uploaded' } as const;

const ofTargets =
  (part: (target: Update['targets'][number]) => string) =>
  ({ targets }: Update): string =>
    targets.map(part).join('; ');

const details: readonly Column<Update>[] = [
  { title: 'tag', of: ({ tag }) => tag },
  { title: 'name', of: ({ name }) => name },
  { title: 'uploaded', of: (update, showDate) => showDate(update['uploaded-at']) },
  { title: 'by', of: (update) => update['uploaded-by'] },
  { title: 'devices', of: (update) => String(update['device-count']) },
  { title: 'files', of: ({ files, bytes }) => `${String(files)}, ${formatBytes(bytes)}` },
  { title: 'metadata', of: ({ metadata }) => (metadata === null ? '' : origins[metadata]) },
  { title: 'expires', of: (update, showDate) => showDate(update['metadata-expires-at'] || null) },
  { title: 'target', of: ofTargets(({ name }) => name) },
  { title: 'hardware', of: ofTargets((target) => target['hardware-ids'].join(', ')) },
  { title: 'ostree', of: ofTargets((target) => target['ostree-hash']) },
  { title: 'apps', of: ofTargets(({ apps }) => Object.keys(apps).join(', ')) },
];

interface UploadOptions {
  readonly version?: number;
  readonly name?: string;
  readonly hardwareId?: string;
  readonly ostreeHash?: string;
  readonly apps?: string;
}

/** Fills `updates`. */
export const addUpdatesCommands = (updates: Command, terminal: Terminal): void => {
  addList(updates, terminal);
  apiCommand<object, [string, string]>(
    updates.command('show <tag> <name>').description('show one update'),
    terminal,
    async ({ client, output }, tag, update) => {
      const params = { path: { tag, update } };
      const answer = client.GET('/updates/{tag}/{update}', { params });
      await output.one(await answerOf(answer), details);
    },
  );
  addUpload(updates, terminal);
  addDelete(updates, terminal);
  addRolloutCommands(updates, terminal);
  addTailCommand(updates, terminal);
};

const linesOf = (
  list: Readonly<Record<string, readonly Omit<UpdateLine, 'tag'>[]>>,
): UpdateLine[] =>
  Object.entries(list).flatMap(([tag, lines]) => lines.map((line) => ({ ...line, tag })));

const addList = (updates: Command, terminal: Terminal): void => {
  const list = withPageOptions(updates.command('list [tag]')).description(
    'list the updates of a tag, or of all of them',
  );
  apiCommand<PageOptions, [string | undefined]>(list, terminal, async (call, tag) => {
    const ask = async (query: { readonly limit: number; readonly cursor?: string }) => {
      const { data = {}, response } =
        tag === undefined
          ? await call.client.GET('/updates', { params: { query } })
          : await call.client.GET('/updates/{tag}', { params: { path: { tag }, query } });
      return { data: linesOf(data), response };
    };
    await call.output.list(pagesOf({ call, ask }), lineColumns);
  });
};

const queryOf = ({ version, name, hardwareId, ostreeHash, apps }: UploadOptions): string => {
  const said = { name, 'hardware-id': hardwareId, 'ostree-hash': ostreeHash, apps };
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(said)) if (value !== undefined) query.set(key, value);
  if (version !== undefined) query.set('version', String(version));
  return query.size === 0 ? '' : `?${query.toString()}`;
};

const upload = async (
  { connection, terminal, options, output }: ApiCall<UploadOptions>,
  path: string,
  folder: string,
): Promise<void> => {
  const files = await listUpdateFiles(folder);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const bar = startProgressBar(terminal, bytes);
  try {
    const { url: baseUrl, token } = connection;
    const body = packFiles(files, bar.add);
    const request = { path: path + queryOf(options), mediaType: 'application/x-tar', body };
    await postStream({ baseUrl, token }, request);
  } finally {
    bar.close();
  }
  output.done(`${String(files.length)} files, ${formatBytes(bytes)}, are uploaded.`);
};

const addUpload = (updates: Command, terminal: Terminal): void => {
  const command = updates
    .command('upload <tag> <name> <folder>')
    .description(
      'upload an update: the folder has ostree_repo/, apps/, or both, and tuf/ where it has metadata of its own; what the options leave out is found in it',
    )
    .option('--version <number>', 'the version of the target', wholeNumber(0, 2_147_483_647))
    .option('--name <name>', 'what the name of the target begins with')
    .option('--hardware-id <id>', 'the hardware that it is for')
    .option('--ostree-hash <sha256>', 'the commit')
    .option('--apps <apps>', 'app=sha256, several with commas in between');
  type Arguments = [tag: string, name: string, folder: string];
  apiCommand<UploadOptions, Arguments>(command, terminal, async (call, ...args) => {
    const [tag, name, folder] = args;
    const path = `/updates/${encodeURIComponent(tag)}/${encodeURIComponent(name)}`;
    await upload(call, path, folder);
  });
};

const addDelete = (updates: Command, terminal: Terminal): void => {
  const command = withConfirmation(updates.command('delete <tag> <name>')).description(
    'delete an update that no device is assigned to',
  );
  apiCommand<{ yes: boolean }, [string, string]>(command, terminal, async (call, tag, update) => {
    await confirm(call, `Delete ${tag}/${update} with its files?`);
    const params = { path: { tag, update } };
    await call.client.DELETE('/updates/{tag}/{update}', { params });
    call.output.done(`${tag}/${update} is deleted.`);
  });
};
