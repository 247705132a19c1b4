/** Addresses of servers, and whether a credential may go there. */
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);

const refuse = (sentence: string): never => {
  throw new CommandError(exitCodes.usage, sentence);
};

const hasMoreThanAPath = ({ username, password, search, hash }: URL): boolean =>
  [username, password, search, hash].some((part) => part !== '');

/**
 * The address of a server without a slash at its end. Throws `CommandError` when it is no address of HTTP, when it holds a
 * password, a query or a fragment, and when it would send a credential to another host in clear and that is not wanted.
 */
export const checkServerAddress = (text: string, isInsecureWanted: boolean): string => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    return refuse(`${text} is no address, as in https://moorgate.example`);
  if (hasMoreThanAPath(url))
    refuse('the address of a server has no user, no password, no query and no fragment');
  if (url.protocol === 'http:' && !isInsecureWanted && !isLoopback(url.hostname))
    refuse(`${url.origin} would get the token in clear: use https, or log in with --insecure-http`);
  return url.href.replace(/\/+$/, '');
};
