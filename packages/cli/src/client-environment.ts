/** What the commands that ask the API take from the environment. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Terminal } from './terminal.ts';

/** Read from the variables; an empty one counts as not set. */
export interface ClientEnvironment {
  /** MOORGATE_URL: the admin API, in the place of the context's. */
  readonly url: string | null;
  /** MOORGATE_TOKEN: the token, in the place of the context's. */
  readonly token: string | null;
  /** MOORGATE_CONTEXT: the name of the context, unless `--context` says it. */
  readonly context: string | null;
  /** The file of contexts, in XDG_CONFIG_HOME or else ~/.config (XDG Base Directory Specification). */
  readonly contextFile: string;
  /** True where colours are unwanted (NO_COLOR is set, or the terminal is a dumb one). */
  readonly isPlain: boolean;
  /** True where a variable names a proxy for requests. */
  readonly hasProxy: boolean;
}

const proxyVariables = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'];

/** Reads it. Never throws: what is wrong with an address is said where it is used. */
export const readClientEnvironment = ({
  environment,
}: Pick<Terminal, 'environment'>): ClientEnvironment => {
  const valueOf = (variable: string): string | null => {
    const value = environment[variable];
    return value === undefined || value === '' ? null : value;
  };
  const configHome = valueOf('XDG_CONFIG_HOME') ?? join(valueOf('HOME') ?? homedir(), '.config');
  return {
    url: valueOf('MOORGATE_URL'),
    token: valueOf('MOORGATE_TOKEN'),
    context: valueOf('MOORGATE_CONTEXT'),
    contextFile: join(configHome, 'moorgate', 'config.json'),
    isPlain: valueOf('NO_COLOR') !== null || valueOf('TERM') === 'dumb',
    hasProxy: proxyVariables.some((variable) => valueOf(variable) !== null),
  };
};
