/** Where this server is, for those who are told before they ask. */
import { formatListenAddress, parseListenAddress } from '@moorgate/config';
import type { AdminApiConfig } from '../config.ts';

/** An origin that may be known only once the server listens, so that it is to be asked for each time. */
export interface ServerUrl {
  readonly url: string;
  /** Says at which origin it listens; nothing where the configuration has one. */
  listensAt(origin: string): void;
}

/** The origin that the configuration names, else that of the address on which it listens. */
export const createServerUrl = (
  { publicUrl, address }: Pick<AdminApiConfig, 'publicUrl' | 'address'>,
  servesHttps: boolean,
): ServerUrl => {
  const scheme = servesHttps ? 'https' : 'http';
  const listening = `${scheme}://${formatListenAddress(parseListenAddress(address))}`;
  let url = publicUrl === undefined ? listening : new URL(publicUrl).origin;
  return {
    get url() {
      return url;
    },
    listensAt: (origin) => {
      if (publicUrl === undefined) url = origin;
    },
  };
};
