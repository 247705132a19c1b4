/** `moorgate service-accounts …`: users that are programs. */
import { answerOf, type components } from '@moorgate/client';
import { type Command, Option } from 'commander';
import type { Column } from '../../output/output.ts';
import { apiCommand } from '../../remote/api-command.ts';
import { confirm, withConfirmation } from '../../remote/confirm.ts';
import { type PageOptions, pagesOf, withPageOptions } from '../../remote/pages.ts';
import { withSecret } from '../../remote/with-secret.ts';
import type { Terminal } from '../../terminal.ts';
import { repeated } from '../option-values.ts';
import { printToken } from './print-token.ts';
import { tokenRequestOf, type TokenRequestOptions, withTokenRequest } from './token-request.ts';

const accountColumns: readonly Column<components['schemas']['ServiceAccount']>[] = [
  { title: 'name', of: ({ name }) => name },
  { title: 'owner', of: ({ owner }) => owner },
  { title: 'usable', of: ({ usable }) => (usable ? 'yes' : 'no') },
  { title: 'roles', of: ({ roles }) => roles.join(' ') },
  { title: 'scopes', of: ({ scopes }) => scopes.join(' ') },
  { title: 'created', of: (account, showDate) => showDate(account['created-at']) },
  { title: 'by', of: (account) => account['created-by'] },
];

interface ContentOptions {
  readonly scope?: string[];
  readonly role?: string[];
  /** False: it shall have none. */
  readonly roles?: boolean;
  readonly owner?: string;
}

/** Fills `service-accounts`. */
export const addServiceAccountsCommands = (accounts: Command, terminal: Terminal): void => {
  const list = withPageOptions(accounts.command('list')).description(
    'list the service accounts that you answer for, or all of them',
  );
  apiCommand<PageOptions, []>(list, terminal, async (call) => {
    const pages = pagesOf({
      call,
      ask: (query) => call.client.GET('/service-accounts', { params: { query } }),
    });
    await call.output.list(pages, accountColumns);
  });
  apiCommand(
    accounts.command('get <account>').description('show one service account'),
    terminal,
    async ({ client, output }, name: string) => {
      const params = { path: { name } };
      const account = await answerOf(client.GET('/service-accounts/{name}', { params }));
      await output.one(account, accountColumns);
    },
  );
  addCreate(accounts, terminal);
  addChange(accounts, terminal);
  addTokenCreation(accounts, terminal);
  const remove = withConfirmation(accounts.command('delete <account>')).description(
    'delete a service account: its tokens end at once',
  );
  apiCommand<{ yes: boolean }, [string]>(remove, terminal, async (call, name) => {
    await confirm(call, `End all tokens of ${name}?`);
    await call.client.DELETE('/service-accounts/{name}', { params: { path: { name } } });
    call.output.done(`${name} is deleted.`);
  });
};

const addCreate = (accounts: Command, terminal: Terminal): void => {
  const create = accounts
    .command('create <new-account>')
    .description('create a service account: it has tokens, and at most the rights of its owner')
    .option('--scope <scope>', 'what it may do; may be repeated', repeated)
    .option('--role <role>', 'a role of it; may be repeated', repeated)
    .option('--owner <username>', 'who answers for it; you unless said');
  apiCommand<ContentOptions, [string]>(create, terminal, async (call, name) => {
    const { client, options, output } = call;
    const { scope = [], role = [] } = options;
    const owner = options.owner === undefined ? {} : { owner: options.owner };
    const body = { name, scopes: scope, roles: role, ...owner };
    await output.one(await answerOf(client.POST('/service-accounts', { body })), accountColumns);
  });
};

const addChange = (accounts: Command, terminal: Terminal): void => {
  const change = accounts
    .command('change <account>')
    .description('change what a service account may do, or who answers for it; acts at once')
    .option('--scope <scope>', 'what it may do from now on; may be repeated', repeated)
    .option('--role <role>', 'a role that it has from now on; may be repeated', repeated)
    .addOption(new Option('--no-roles', 'take all of its roles away').conflicts('role'))
    .option('--owner <username>', 'who answers for it');
  apiCommand<ContentOptions, [string]>(change, terminal, async (call, name) => {
    const { client, options, output } = call;
    const roles = options.roles === false ? [] : options.role;
    const body = {
      ...(options.scope === undefined ? {} : { scopes: options.scope }),
      ...(roles === undefined ? {} : { roles }),
      ...(options.owner === undefined ? {} : { owner: options.owner }),
    };
    const params = { path: { name } };
    const answer = client.PATCH('/service-accounts/{name}', { params, body });
    await output.one(await answerOf(answer), accountColumns);
  });
};

const addTokenCreation = (accounts: Command, terminal: Terminal): void => {
  const create = withTokenRequest(accounts.command('create-token <account>')).description(
    'create a token of a service account that you answer for, and print it, alone',
  );
  apiCommand<TokenRequestOptions, [string]>(create, terminal, async (call, name) => {
    const body = tokenRequestOf(call.options, Math.floor(Date.now() / 1_000));
    const params = { path: { name } };
    const made = await answerOf(
      call.client.POST('/service-accounts/{name}/tokens', { params, body }),
    );
    await printToken(call, withSecret(made));
  });
};
