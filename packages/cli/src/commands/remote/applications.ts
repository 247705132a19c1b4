/** `moorgate applications …`: containers on many hosts, deployed, started, stopped and brought back as one. */
import { answerOf, type components } from '@moorgate/client';
import type { Command } from 'commander';
import type { Column } from '../../output/output.ts';
import { apiCommand } from '../../remote/api-command.ts';
import { type PageOptions, pagesOf, withPageOptions } from '../../remote/pages.ts';
import type { Terminal } from '../../terminal.ts';
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
  { title: 'image', of: ({ image }) => image ?? '' },
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

/** Fills `applications`. */
export const addApplicationsCommands = (applications: Command, terminal: Terminal): void => {
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
