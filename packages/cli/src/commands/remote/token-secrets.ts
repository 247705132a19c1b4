/** `moorgate tokens create` and `rotate`: what shows a secret, once. */
import { answerOf } from '@moorgate/client';
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
import { duration } from '../option-values.ts';
import { printToken } from './print-token.ts';
import { tokenRequestOf, type TokenRequestOptions, withTokenRequest } from './token-request.ts';

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

const addCreate = (tokens: Command, terminal: Terminal): void => {
  const create = withTokenRequest(tokens.command('create')).description(
    'create a token of your own and print it, alone; it is shown this once',
  );
  apiCommand<TokenRequestOptions, []>(create, terminal, async (call) => {
    const body = tokenRequestOf(call.options, Math.floor(Date.now() / 1_000));
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
