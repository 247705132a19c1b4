/** `moorgate builds …`: what is built, and what it says. */
import { answerOf, type components } from '@moorgate/client';
import type { Command } from 'commander';
import type { Column } from '../../output/output.ts';
import { apiCommand } from '../../remote/api-command.ts';
import { type PageOptions, pagesOf, withPageOptions } from '../../remote/pages.ts';
import type { Terminal } from '../../terminal.ts';
import { wholeNumber } from '../option-values.ts';
import { addConsoleCommand } from './build-console.ts';

type Build = components['schemas']['Build'];

const runText = (run: Build['runs'][number]): string =>
  `${run.name} ${run.status}${run.runner === null ? '' : ` on ${run.runner}`}${
    run.message === null ? '' : `: ${run.message}`
  }`;

const columns: readonly Column<Build>[] = [
  { title: 'build', of: ({ build }) => String(build) },
  { title: 'status', of: ({ status }) => status },
  { title: 'trigger', of: ({ trigger }) => trigger ?? '' },
  { title: 'created', of: (build, showDate) => showDate(build['created-at']) },
  {
    title: 'completed',
    of: (build, showDate) => (build['completed-at'] === 0 ? '' : showDate(build['completed-at'])),
  },
  { title: 'by', of: (build) => build['created-by'] },
  { title: 'reason', of: ({ reason }) => reason },
];

const details: readonly Column<Build>[] = [
  ...columns,
  { title: 'name', of: ({ name }) => name ?? '' },
  { title: 'annotation', of: ({ annotation }) => annotation ?? '' },
  {
    title: 'source',
    of: ({ source }) =>
      source === null ? '' : `${source.repository} ${source.ref} ${source.commit}`,
  },
  { title: 'runs', of: ({ runs }) => runs.map(runText).join('\n') },
];

const buildNumber = wholeNumber(1, 2_147_483_647);

const addChanges = (builds: Command, terminal: Terminal): void => {
  const choice = (run: string | undefined) => (run === undefined ? {} : { run });
  const cancel = builds
    .command('cancel')
    .argument('<build>', 'its number', buildNumber)
    .argument('[run]', 'one of its runs; all unless said')
    .description('cancel a build, or a run of it');
  apiCommand<object, [number, string | undefined]>(cancel, terminal, async (call, build, run) => {
    const params = { path: { build } };
    await call.client.POST('/builds/{build}/cancellation', { params, body: choice(run) });
    call.output.done(`Build ${String(build)} is being cancelled.`);
  });
  const rerun = builds
    .command('rerun')
    .argument('<build>', 'its number', buildNumber)
    .argument('[run]', 'one of its runs; those that have failed unless said')
    .description('start runs of a build again');
  apiCommand<object, [number, string | undefined]>(rerun, terminal, async (call, build, run) => {
    const params = { path: { build } };
    await call.client.POST('/builds/{build}/rerun', { params, body: choice(run) });
    call.output.done(`Build ${String(build)} waits for runners.`);
  });
};

/** Fills `builds`. */
export const addBuildsCommands = (builds: Command, terminal: Terminal): void => {
  const list = withPageOptions(builds.command('list')).description('list builds, newest first');
  apiCommand<PageOptions, []>(list, terminal, async (call) => {
    const pages = pagesOf({
      call,
      ask: (query) => call.client.GET('/builds', { params: { query } }),
    });
    await call.output.list(pages, columns);
  });
  const show = builds
    .command('show')
    .argument('<build>', 'its number', buildNumber)
    .description('show a build and its runs');
  apiCommand<object, [number]>(show, terminal, async ({ client, output }, build) => {
    const params = { path: { build } };
    await output.one(await answerOf(client.GET('/builds/{build}', { params })), details);
  });
  addConsoleCommand(builds, terminal);
  addChanges(builds, terminal);
};
