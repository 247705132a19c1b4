/** `moorgate enrolment-tokens …`: what devices register with where there is no operator at hand. */
import { answerOf, type components } from '@moorgate/client';
import type { Command } from 'commander';
import type { Column } from '../../output/output.ts';
import { apiCommand } from '../../remote/api-command.ts';
import { type PageOptions, pagesOf, withPageOptions } from '../../remote/pages.ts';
import { withSecret } from '../../remote/with-secret.ts';
import type { Terminal } from '../../terminal.ts';
import { durationSeconds, repeated, wholeNumber } from '../option-values.ts';
import { printToken } from './print-token.ts';

const tokenColumns: readonly Column<components['schemas']['EnrolmentToken']>[] = [
  { title: 'id', of: ({ id }) => id },
  { title: 'name', of: ({ name }) => name },
  { title: 'state', of: ({ state }) => state },
  { title: 'uses', of: (token) => `${token.uses}/${token['max-uses']}` },
  { title: 'group', of: ({ group }) => group ?? '' },
  { title: 'names', of: (token) => token['name-prefix'] ?? '' },
  { title: 'networks', of: ({ cidrs }) => cidrs?.join(' ') ?? '' },
  { title: 'expires', of: (token, showDate) => showDate(token['expires-at']) },
  { title: 'by', of: (token) => token['created-by'] },
];

interface CreateOptions {
  readonly name: string;
  readonly maxUses?: number;
  readonly expires?: number;
  readonly group?: string;
  readonly namePrefix?: string;
  readonly cidr?: string[];
}

/** Fills `enrolment-tokens`. */
export const addEnrolmentTokensCommands = (tokens: Command, terminal: Terminal): void => {
  const list = withPageOptions(tokens.command('list')).description(
    'list enrolment tokens, newest first, those that have ended included',
  );
  apiCommand<PageOptions, []>(list, terminal, async (call) => {
    const pages = pagesOf({
      call,
      ask: (query) => call.client.GET('/enrolment-tokens', { params: { query } }),
    });
    await call.output.list(pages, tokenColumns);
  });
  addCreate(tokens, terminal);
  apiCommand(
    tokens
      .command('revoke <token-id>')
      .description('revoke an enrolment token; devices that have registered with it stay'),
    terminal,
    async ({ client, output }, id: string) => {
      await client.DELETE('/enrolment-tokens/{id}', { params: { path: { id } } });
      output.done(`Nothing registers with ${id} any more.`);
    },
  );
};

const addCreate = (tokens: Command, terminal: Terminal): void => {
  const create = tokens
    .command('create')
    .description('create an enrolment token, and print it, alone')
    .requiredOption('--name <name>', 'what the list of tokens calls it')
    .option(
      '--max-uses <count>',
      'for how many devices; one if not said',
      wholeNumber(1, 1_000_000),
    )
    .option('--expires <duration>', 'when it ends, as in 30d; a day if not said', durationSeconds)
    .option('--group <group>', 'the group that its devices come into')
    .option('--name-prefix <text>', 'what the names of its devices begin with')
    .option('--cidr <network>', 'only from there, as in 10.0.0.0/8; may be repeated', repeated);
  apiCommand<CreateOptions, []>(create, terminal, async (call) => {
    const { name, maxUses, expires, group, namePrefix, cidr } = call.options;
    const body = {
      name,
      ...(maxUses === undefined ? {} : { 'max-uses': maxUses }),
      ...(expires === undefined ? {} : { 'expires-at': Math.floor(Date.now() / 1_000) + expires }),
      ...(group === undefined ? {} : { group }),
      ...(namePrefix === undefined ? {} : { 'name-prefix': namePrefix }),
      ...(cidr === undefined ? {} : { cidrs: cidr }),
    };
    const made = await answerOf(call.client.POST('/enrolment-tokens', { body }));
    await printToken(call, withSecret(made));
  });
};
