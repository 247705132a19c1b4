/** `moorgate targets …`: what devices can be given by tag, and how far each has become an update. */
import { answerOf, type components } from '@moorgate/client';
import type { Command } from 'commander';
import type { Column } from '../../output/output.ts';
import { apiCommand } from '../../remote/api-command.ts';
import { type PageOptions, pagesOf, withPageOptions } from '../../remote/pages.ts';
import type { Terminal } from '../../terminal.ts';

type Target = components['schemas']['Target'];

const tagsOf = ({ tags }: Target): string => tags.join(', ');
const appsOf = ({ apps }: Target): string => Object.keys(apps).join(', ');

/** By tag, what has become of it; of what failed, why. */
const publicationsOf = ({ publications }: Target): string =>
  publications
    .map(({ tag, state, reason }) =>
      state === 'failed' ? `${tag}: failed (${reason ?? ''})` : `${tag}: ${state}`,
    )
    .join('; ');

const lineColumns: readonly Column<Target>[] = [
  { title: 'name', isWhole: true, of: ({ name }) => name },
  { title: 'tags', of: tagsOf },
  { title: 'apps', of: appsOf },
  { title: 'changed', of: (target, showDate) => showDate(target['changed-at']) },
  { title: 'updates', of: publicationsOf },
];

const details: readonly Column<Target>[] = [
  { title: 'name', of: ({ name }) => name },
  { title: 'version', of: ({ version }) => String(version) },
  { title: 'tags', of: tagsOf },
  { title: 'hardware', of: (target) => target['hardware-ids'].join(', ') },
  { title: 'ostree', of: (target) => target['ostree-hash'] },
  {
    title: 'apps',
    of: ({ apps }) =>
      Object.entries(apps)
        .map(([app, uri]) => `${app}: ${uri}`)
        .join('; '),
  },
  { title: 'created', of: (target, showDate) => showDate(target['created-at']) },
  { title: 'by', of: (target) => target['created-by'] },
  { title: 'changed', of: (target, showDate) => showDate(target['changed-at']) },
  { title: 'updates', of: publicationsOf },
];

interface ListOptions extends PageOptions {
  readonly tag?: string;
}

/** Fills `targets` with `list`, `show` and `retry`. */
export const addTargetsCommands = (targets: Command, terminal: Terminal): void => {
  const list = withPageOptions(targets.command('list'))
    .description('list targets, the highest version first, with what has become of them')
    .option('--tag <tag>', 'those of this tag alone');
  apiCommand<ListOptions, []>(list, terminal, async (call) => {
    const { tag } = call.options;
    const ask = (page: { readonly limit: number; readonly cursor?: string }) => {
      const query = tag === undefined ? page : { ...page, tag };
      return call.client.GET('/targets', { params: { query } });
    };
    await call.output.list(pagesOf({ call, ask }), lineColumns);
  });
  apiCommand<object, [string]>(
    targets.command('show <target>').description('show one target'),
    terminal,
    async ({ client, output }, target) => {
      const answer = client.GET('/targets/{target}', { params: { path: { target } } });
      await output.one(await answerOf(answer), details);
    },
  );
  apiCommand<object, [string]>(
    targets.command('retry <target>').description('publish at once what waits or has failed'),
    terminal,
    async ({ client, output }, target) => {
      await client.POST('/targets/{target}/retry', { params: { path: { target } } });
      output.done(`${target} is being published.`);
    },
  );
};
