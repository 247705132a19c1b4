/** `moorgate tokens create` and `rotate`: what shows a secret, once. */
import { answerOf, type components } from '@moorgate/client';
import type { Command } from 'commander';
import { readClientEnvironment } from '../../client-environment.ts';
import {
  contextNamed,
  readContexts,
  withContext,
  writeContexts,
} from '../../contexts/context-file.ts';
import { type ApiCall, apiCommand } from '../../remote/api-command.ts';
import { withSecret } from '../../remote/with-secret.ts';
import type { Terminal } from '../../terminal.ts';
import { duration, durationSeconds, repeated, wholeNumber } from '../option-values.ts';

interface CreateOptions {
  readonly name: string;
  readonly scope: readonly string[];
  readonly note?: string;
  readonly group?: string[];
  readonly cidr?: string[];
  readonly maxUses?: number;
  readonly startsIn?: number;
  readonly expires?: number;
}

/** Adds both. */
export const addTokenSecrets = (tokens: Command, terminal: Terminal): void => {
  addCreate(tokens, terminal);
  const rotate = tokens
    .command('rotate <token-id>')
    .description(
      'give a token a new secret and print it, alone; "self" is the token of the context, which takes the new one up',
    )
    .option('--overlap <duration>', 'how long the old secret stays valid', duration, '24h');
  apiCommand<{ overlap: string }, [string]>(rotate, terminal, (call, id) =>
    id === 'self' ? rotateSelf(call) : rotateOther(call, id),
  );
};

const printToken = (
  { options, output, terminal }: ApiCall<unknown>,
  made: { readonly token: string },
): Promise<void> => {
  if (options.output !== 'table') return output.one(made, []);
  terminal.write(`${made.token}\n`);
  return Promise.resolve();
};

const requestOf = (options: CreateOptions, now: number): components['schemas']['TokenRequest'] => {
  const { name, scope, note, group, cidr, maxUses, startsIn, expires } = options;
  const fields = {
    name,
    scopes: [...scope],
    note,
    groups: group,
    cidrs: cidr,
    'max-uses': maxUses,
    'not-before': startsIn === undefined ? undefined : now + startsIn,
    'expires-at': expires === undefined ? undefined : now + expires,
  };
  // Fields that were not said are left out: JSON has no undefined.
  return JSON.parse(JSON.stringify(fields)) as components['schemas']['TokenRequest'];
};

const addCreate = (tokens: Command, terminal: Terminal): void => {
  const create = tokens
    .command('create')
    .description('create a token of your own and print it, alone; it is shown this once')
    .requiredOption('--name <name>', 'what the list of tokens calls it')
    .requiredOption('--scope <scope>', 'what it may do; may be repeated', repeated)
    .option('--expires <duration>', 'when it ends, as in 30d; a year if not said', durationSeconds)
    .option('--starts-in <duration>', 'when it begins to be accepted', durationSeconds)
    .option('--note <text>', 'whatever is worth remembering')
    .option('--group <group>', 'only for devices of the group; may be repeated', repeated)
    .option('--cidr <network>', 'only from there, as in 10.0.0.0/8; may be repeated', repeated)
    .option('--max-uses <count>', 'for how many requests', wholeNumber(1, 1_000_000_000));
  apiCommand<CreateOptions, []>(create, terminal, async (call) => {
    const body = requestOf(call.options, Math.floor(Date.now() / 1_000));
    const made = await answerOf(call.client.POST('/tokens', { body }));
    await printToken(call, withSecret(made));
  });
};

const rotateOther = async (call: ApiCall<{ overlap: string }>, id: string): Promise<void> => {
  const { client, options } = call;
  const request = { params: { path: { id } }, body: { overlap: options.overlap } };
  const made = await answerOf(client.POST('/tokens/{id}/rotate', request));
  await printToken(call, withSecret(made));
};

/** The new secret goes where the old one came from: into the context, or to whoever set MOORGATE_TOKEN. */
const rotateSelf = async (call: ApiCall<{ overlap: string }>): Promise<void> => {
  const { client, connection, options, output, terminal } = call;
  const body = { overlap: options.overlap };
  const made = withSecret(await answerOf(client.POST('/tokens/self/rotate', { body })));
  const { contextName } = connection;
  if (contextName === null) return printToken(call, made);
  const { contextFile } = readClientEnvironment(terminal);
  const contexts = readContexts(contextFile);
  const context = { ...contextNamed(contexts, contextName), token: made.token };
  const { current } = contexts;
  writeContexts(contextFile, { ...withContext(contexts, contextName, context), current });
  output.done(
    `The context ${contextName} has a new token; the old one ends after ${options.overlap}.`,
  );
};
