/** `moorgate tokens …`: credentials of programs, through the API. */
import { answerOf } from '@moorgate/client';
import { type Command, Option } from 'commander';
import { apiCommand } from '../../remote/api-command.ts';
import { type PageOptions, pagesOf, withPageOptions } from '../../remote/pages.ts';
import type { Terminal } from '../../terminal.ts';
import { durationSeconds } from '../option-values.ts';
import { addCheckLeaks } from './check-leaks.ts';
import { addTokenSecrets } from './token-secrets.ts';
import { tokenColumns, tokenSummaryColumns } from './token-columns.ts';
import { addRevokeMany } from './revoke-many.ts';

const states = ['active', 'expired', 'revoked', 'disabled'] as const;

interface ListOptions extends PageOptions {
  readonly user?: string;
  readonly allOwners?: true;
  readonly dialect?: string;
  readonly scope?: string;
  readonly olderThan?: number;
  readonly state?: (typeof states)[number];
  readonly search?: string;
  readonly unusedFor?: number;
}

/** Fills `tokens`. */
export const addTokensCommands = (tokens: Command, terminal: Terminal): void => {
  addList(tokens, terminal);
  apiCommand(
    tokens.command('get <token-id>').description('show one token, without its secret'),
    terminal,
    async ({ client, output }, id: string) =>
      output.one(
        await answerOf(client.GET('/tokens/{id}', { params: { path: { id } } })),
        tokenColumns,
      ),
  );
  addTokenSecrets(tokens, terminal);
  apiCommand(
    tokens.command('revoke <token-id>').description('end a token, and what was made with it'),
    terminal,
    async ({ client, output }, id: string) => {
      await client.DELETE('/tokens/{id}', { params: { path: { id } } });
      output.done(`${id} is revoked.`);
    },
  );
  addSwitch(tokens, terminal, {
    verb: 'disable',
    disabled: true,
    sentence: 'is refused until it is enabled',
  });
  addSwitch(tokens, terminal, { verb: 'enable', disabled: false, sentence: 'is accepted again' });
  addRevokeMany(tokens, terminal);
  addCheckLeaks(tokens, terminal);
};

/** `now` is in Unix seconds. */
const listQuery = (options: ListOptions, now: number) => {
  const { user, allOwners, dialect, scope, olderThan, state, search, unusedFor } = options;
  return {
    ...(user === undefined ? {} : { user }),
    ...(allOwners === undefined ? {} : { 'all-owners': allOwners }),
    ...(dialect === undefined ? {} : { dialect }),
    ...(scope === undefined ? {} : { scope }),
    ...(olderThan === undefined ? {} : { 'created-before': now - olderThan }),
    ...(state === undefined ? {} : { state }),
    ...(search === undefined ? {} : { search }),
    ...(unusedFor === undefined ? {} : { 'unused-since': now - unusedFor }),
  };
};

const addList = (tokens: Command, terminal: Terminal): void => {
  const list = withPageOptions(tokens.command('list'))
    .description('list your own tokens, or those of others')
    .option('--user <username>', 'whose: a user or a service account')
    .addOption(new Option('--all-owners', 'those of everybody').conflicts('user'))
    .option('--dialect <dialect>', 'only those made for that API')
    .option('--scope <scope>', 'only those with that scope')
    .option('--older-than <duration>', 'only those created so long ago, as in 90d', durationSeconds)
    .addOption(new Option('--state <state>', 'only those in that state').choices(states))
    .option('--search <text>', 'only those with that in their name or note')
    .option('--unused-for <duration>', 'only those that nobody used for so long', durationSeconds);
  apiCommand<ListOptions, []>(list, terminal, async (call) => {
    const { client, options, output } = call;
    const wanted = listQuery(options, Math.floor(Date.now() / 1_000));
    const pages = pagesOf({
      call,
      ask: (page) => client.GET('/tokens', { params: { query: { ...wanted, ...page } } }),
    });
    await output.list(pages, tokenSummaryColumns);
  });
};

const addSwitch = (
  tokens: Command,
  terminal: Terminal,
  { verb, disabled, sentence }: { verb: string; disabled: boolean; sentence: string },
): void => {
  apiCommand(
    tokens.command(`${verb} <token-id>`).description(`${verb} a token: it ${sentence}`),
    terminal,
    async ({ client, output }, id: string) => {
      await client.PATCH('/tokens/{id}', { params: { path: { id } }, body: { disabled } });
      output.done(`${id} ${sentence}.`);
    },
  );
};
