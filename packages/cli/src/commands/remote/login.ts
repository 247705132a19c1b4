/** `moorgate login`: a context for a server, with a token that is checked before it is kept. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { answerOf } from '@moorgate/client';
import { readClientEnvironment } from '../../client-environment.ts';
import { CommandError } from '../../command-error.ts';
import { checkServerAddress } from '../../contexts/check-server-address.ts';
import {
  type Context,
  contextNamed,
  type Contexts,
  readContexts,
  withContext,
  writeContexts,
} from '../../contexts/context-file.ts';
import { makeToken } from '../../contexts/make-token.ts';
import { revokeMadeToken } from '../../contexts/revoke-made-token.ts';
import { exitCodes } from '../../exit-codes.ts';
import { openClient } from '../../remote/open-client.ts';
import type { Terminal } from '../../terminal.ts';
import { durationSeconds, repeated } from '../option-values.ts';

interface LoginOptions {
  readonly url?: string;
  readonly tokenStdin: boolean;
  readonly username?: string;
  readonly passwordStdin: boolean;
  readonly scope?: readonly string[];
  readonly expires: number;
  readonly ca?: string;
  readonly insecureHttp: boolean;
}

type Server = Pick<Context, 'url' | 'ca' | 'isInsecure'>;
type KnownServer = Pick<Context, 'url' | 'ca'> & Partial<Context>;
type Credential = Pick<Context, 'username' | 'token' | 'madeTokenId' | 'expiresAt'>;

/** How long the server may take to answer, in seconds; checking a password takes it a while. */
const timeoutSeconds = 30;

/** Gives `login` its argument, its options and what it does. */
export const defineLogin = (login: Command, terminal: Terminal): void => {
  login
    .argument('[context]', 'what the context is called; the host of the server unless said')
    .option('--url <url>', 'the admin API; that of the context, if it exists, unless said')
    .addOption(
      new Option('--token-stdin', 'read a token from standard input')
        .default(false)
        .conflicts(['username', 'passwordStdin', 'scope', 'expires']),
    )
    .option('--username <name>', 'log in with a password, and keep a token that is made for it')
    .option(
      '--password-stdin',
      'read the password from standard input, and the code of the second factor, if there is one, from the next line',
      false,
    )
    .option(
      '--scope <scope>',
      'what the token may do; may be repeated; all that the user may unless said',
      repeated,
    )
    .addOption(
      new Option('--expires <duration>', 'when the token ends')
        .argParser(durationSeconds)
        .default(30 * 86_400, '30d'),
    )
    .option('--ca <file>', 'the only root that is trusted for HTTPS, in PEM; kept in the context')
    .option('--insecure-http', 'let the credential go to another host in clear', false)
    .action(async (name: string | undefined, options: LoginOptions) => {
      await logIn(terminal, name, options);
    });
};

const logIn = async (
  terminal: Terminal,
  named: string | undefined,
  options: LoginOptions,
): Promise<void> => {
  const { contextFile } = readClientEnvironment(terminal);
  const before = readContexts(contextFile);
  const server = chooseServer(before, named, options);
  const name = named ?? new URL(server.url).host;
  const credential = await (options.tokenStdin ? checkToken : exchangePassword)(
    terminal,
    server,
    options,
  );
  // Read again: another login may have written it while this one waited for a person.
  const contexts = readContexts(contextFile);
  writeContexts(contextFile, withContext(contexts, name, { ...server, ...credential }));
  const replaced = Object.hasOwn(contexts.contexts, name) ? contexts.contexts[name]! : null;
  if (replaced !== null && replaced.token !== credential.token)
    await revokeMadeToken(terminal, replaced).catch(() => undefined);
  terminal.write(`${credential.username} is logged in to ${server.url}, context ${name}.\n`);
};

const readRoot = (file: string): string => {
  const pem = readFileSync(file, 'utf8');
  try {
    new X509Certificate(pem);
  } catch {
    throw new CommandError(exitCodes.usage, `${file} holds no certificate in PEM`);
  }
  return pem;
};

const chooseServer = (
  contexts: Contexts,
  named: string | undefined,
  { url, ca, insecureHttp }: LoginOptions,
): Server => {
  const known: KnownServer = url === undefined ? knownServer(contexts, named) : { url, ca: null };
  const isInsecure = insecureHttp || (known.isInsecure ?? false);
  return {
    url: checkServerAddress(known.url, isInsecure),
    ca: ca === undefined ? known.ca : readRoot(ca),
    isInsecure,
  };
};

const knownServer = (contexts: Contexts, named: string | undefined): KnownServer => {
  if (named !== undefined) return contextNamed(contexts, named);
  throw new CommandError(exitCodes.usage, 'which server? --url says it, or the name of a context');
};

const checkToken = async (terminal: Terminal, server: Server): Promise<Credential> => {
  const token = (await terminal.readInput()).trim();
  if (token === '' || /\s/.test(token))
    throw new CommandError(exitCodes.usage, 'standard input holds no token');
  const client = openClient(terminal, { ...server, token, timeoutSeconds });
  const { username } = await answerOf(client.GET('/self'));
  return { username, token, madeTokenId: null, expiresAt: null };
};

const readPassword = async (
  terminal: Terminal,
  { passwordStdin }: LoginOptions,
): Promise<{ password: string; code: string | undefined }> => {
  if (!passwordStdin) return { password: await terminal.askSecret('Password: '), code: undefined };
  const [password = '', code] = (await terminal.readInput()).split(/\r?\n/);
  return { password, code: code === '' ? undefined : code };
};

const exchangePassword = async (
  terminal: Terminal,
  server: Server,
  options: LoginOptions,
): Promise<Credential> => {
  const { username, scope, expires } = options;
  if (username === undefined)
    throw new CommandError(exitCodes.usage, 'as whom? --username says it, or --token-stdin');
  const { password, code } = await readPassword(terminal, options);
  const made = await makeToken(
    { terminal, open: (headers) => openClient(terminal, { ...server, headers, timeoutSeconds }) },
    {
      username,
      password,
      code,
      scopes: scope,
      name: `moorgate login on ${terminal.hostname}`.slice(0, 80),
      expiresAt: Math.floor(Date.now() / 1_000) + expires,
    },
  );
  return {
    username: made.owner,
    token: made.token,
    madeTokenId: made.id,
    expiresAt: made['expires-at'],
  };
};
