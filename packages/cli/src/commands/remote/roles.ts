/** `moorgate roles …`: names for rights, limited to groups of devices or not. */
import { answerOf, type components } from '@moorgate/client';
import { type Command, Option } from 'commander';
import type { Column } from '../../output/output.ts';
import { apiCommand } from '../../remote/api-command.ts';
import { confirm, withConfirmation } from '../../remote/confirm.ts';
import { type PageOptions, pagesOf, withPageOptions } from '../../remote/pages.ts';
import type { Terminal } from '../../terminal.ts';
import { repeated } from '../option-values.ts';

const roleColumns: readonly Column<components['schemas']['Role']>[] = [
  { title: 'name', of: ({ name }) => name },
  { title: 'groups', of: ({ groups }) => groups?.join(' ') ?? 'all devices' },
  { title: 'scopes', of: ({ scopes }) => scopes.join(' ') },
  { title: 'description', of: ({ description }) => description },
  { title: 'changed', of: (role, showDate) => showDate(role['changed-at']) },
];

interface ContentOptions {
  readonly scope: string[];
  readonly group?: string[];
  readonly allDevices?: true;
  readonly description?: string;
}

/** Fills `roles`. */
export const addRolesCommands = (roles: Command, terminal: Terminal): void => {
  const list = withPageOptions(roles.command('list')).description('list the roles');
  apiCommand<PageOptions, []>(list, terminal, async (call) => {
    const pages = pagesOf({
      call,
      ask: (query) => call.client.GET('/roles', { params: { query } }),
    });
    await call.output.list(pages, roleColumns);
  });
  apiCommand(
    roles.command('get <role>').description('show one role'),
    terminal,
    async ({ client, output }, name: string) => {
      const params = { path: { name } };
      await output.one(await answerOf(client.GET('/roles/{name}', { params })), roleColumns);
    },
  );
  addCreate(roles, terminal);
  addChange(roles, terminal);
  const remove = withConfirmation(roles.command('delete <role>')).description(
    'delete a role that nobody has',
  );
  apiCommand<{ yes: boolean }, [string]>(remove, terminal, async (call, name) => {
    await confirm(call, `Delete the role ${name}?`);
    await call.client.DELETE('/roles/{name}', { params: { path: { name } } });
    call.output.done(`${name} is deleted.`);
  });
};

const withGroups = (command: Command, describe: string): Command =>
  command.option('--group <group>', describe, repeated);

const addCreate = (roles: Command, terminal: Terminal): void => {
  const create = withGroups(
    roles
      .command('create <new-role>')
      .description('create a role')
      .requiredOption('--scope <scope>', 'what it gives; may be repeated', repeated),
    'only for devices of the group; may be repeated; for all devices unless said',
  ).option('--description <text>', 'what it is for');
  apiCommand<ContentOptions, [string]>(create, terminal, async (call, name) => {
    const { client, options, output } = call;
    const body = {
      name,
      scopes: options.scope,
      groups: options.group ?? null,
      ...(options.description === undefined ? {} : { description: options.description }),
    };
    await output.one(await answerOf(client.POST('/roles', { body })), roleColumns);
  });
};

/** What is not named stays as it was; the server refuses if somebody else changed it meanwhile. */
const addChange = (roles: Command, terminal: Terminal): void => {
  const change = withGroups(
    roles
      .command('change <role>')
      .description('change a role; what is not named stays; acts at once on whoever has it')
      .option('--scope <scope>', 'what it gives from now on; may be repeated', repeated),
    'only for devices of the group; may be repeated',
  )
    .addOption(new Option('--all-devices', 'for all devices').conflicts('group'))
    .option('--description <text>', 'what it is for');
  apiCommand<Partial<ContentOptions>, [string]>(change, terminal, async (call, name) => {
    const { client, options, output } = call;
    const params = { path: { name } };
    const before = await client.GET('/roles/{name}', { params });
    const role = before.data!;
    const body = {
      scopes: options.scope ?? role.scopes,
      groups: options.allDevices === true ? null : (options.group ?? role.groups),
      description: options.description ?? role.description,
    };
    const tag = before.response.headers.get('etag');
    const headers = tag === null ? {} : { 'If-Match': tag };
    const answer = client.PUT('/roles/{name}', { params, body, headers });
    await output.one(await answerOf(answer), roleColumns);
  });
};
