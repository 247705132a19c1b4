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
  /** When the token ends, in Unix seconds; null where that is not known. */
  readonly expiresAt: number | null;
}

/** The context that is meant; null where there is none. */
const findContext = (terminal: Terminal, named: string | undefined): Context | null => {
  const { contextFile, context } = readClientEnvironment(terminal);
  const contexts = readContexts(contextFile);
  const name = named ?? context ?? contexts.current;
  return name === null ? null : contextNamed(contexts, name);
};

const unauthenticated = (sentence: string): CommandError =>
  new CommandError(exitCodes.notAuthenticated, sentence);

/** Everything is in the context. */
const fromContext = ({ url, token, ca, isInsecure, expiresAt }: Context): Connection => ({
  url: checkServerAddress(url, isInsecure),
  token,
  ca,
  expiresAt,
});

/** The environment names the server, another one than the context's perhaps, which then gets nothing of the context. */
const fromEnvironment = (
  url: string,
  token: string | null,
  context: Context | null,
): Connection => {
  const isOfContext = context?.url === url.replace(/\/+$/, '');
  const server = checkServerAddress(url, isOfContext && context.isInsecure);
  if (isOfContext)
    return { ...fromContext(context), ...(token === null ? {} : { token, expiresAt: null }) };
  if (token === null)
    throw unauthenticated(`there is no token for ${server}: log in there, or set MOORGATE_TOKEN`);
  return { url: server, token, ca: null, expiresAt: null };
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
  if (named === undefined && token !== null)
    return { ...fromContext(context), token, expiresAt: null };
  return fromContext(context);
};
