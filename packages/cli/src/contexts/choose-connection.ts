/** Whom a command speaks to, and as whom: the environment before the context, the named context before the current one. */
import { readClientEnvironment } from '../client-environment.ts';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import { checkServerAddress } from './check-server-address.ts';
import { type Context, contextNamed, readContexts } from './context-file.ts';

/** A server and a credential for it. */
export interface Connection {
  readonly url: string;
  readonly token: string;
  readonly ca: string | null;
  /** The context that the token came from; null where it came from the environment. */
  readonly contextName: string | null;
}

interface NamedContext extends Context {
  readonly name: string;
}

/** The context that is meant; null where there is none. */
const findContext = (terminal: Terminal, named: string | undefined): NamedContext | null => {
  const { contextFile, context } = readClientEnvironment(terminal);
  const contexts = readContexts(contextFile);
  const name = named ?? context ?? contexts.current;
  return name === null ? null : { ...contextNamed(contexts, name), name };
};

const unauthenticated = (sentence: string): CommandError =>
  new CommandError(exitCodes.notAuthenticated, sentence);

/** Everything is in the context. */
const fromContext = ({ name, url, isInsecure, ...context }: NamedContext): Connection => ({
  url: checkServerAddress(url, isInsecure),
  token: context.token,
  ca: context.ca,
  contextName: name,
});

/** The server of the context, with a token of the environment if there is one. */
const withToken = (context: NamedContext, token: string | null): Connection =>
  token === null ? fromContext(context) : { ...fromContext(context), token, contextName: null };

/** The environment names the server, another one than the context's perhaps, which then gets nothing of the context. */
const fromEnvironment = (
  url: string,
  token: string | null,
  context: NamedContext | null,
): Connection => {
  const isOfContext = context?.url === url.replace(/\/+$/, '');
  const server = checkServerAddress(url, isOfContext && context.isInsecure);
  if (isOfContext) return withToken(context, token);
  if (token === null)
    throw unauthenticated(`there is no token for ${server}: log in there, or set MOORGATE_TOKEN`);
  return { url: server, token, ca: null, contextName: null };
};

/**
 * Chooses: MOORGATE_URL and MOORGATE_TOKEN where they are set and no context is named, and the context for what they leave
 * open. The token of a context goes to the server of that context alone. Throws `CommandError` when a part is missing or
 * the address is wrong.
 */
export const chooseConnection = (terminal: Terminal, named: string | undefined): Connection => {
  const { url, token } = readClientEnvironment(terminal);
  const isInEnvironment = named === undefined && url !== null;
  const context = isInEnvironment && token !== null ? null : findContext(terminal, named);
  if (isInEnvironment) return fromEnvironment(url, token, context);
  if (context === null)
    throw unauthenticated(
      'no server is known: "moorgate login --url <url>", or set MOORGATE_URL and MOORGATE_TOKEN',
    );
  return withToken(context, named === undefined ? token : null);
};
