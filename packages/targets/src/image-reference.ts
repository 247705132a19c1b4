/** References to what is in a registry, pinned by digest. */

/** Where something is: content of that digest is the same wherever it is. */
export interface PinnedReference {
  /** `<factory>/<app>`, without the host. */
  readonly repository: string;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const pinned = new RegExp(
  `^(?:(?<host>[A-Za-z0-9.-]+(?::\\d{1,5})?|\\[[0-9a-f:]+\\](?::\\d{1,5})?)/)?(?<path>${component}(?:/${component})*)(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?@sha256:(?<sha256>[0-9a-f]{64})$`,
);

const charactersMax = 512;

/** Names of hosts have a dot or a port in them, all but one (as container engines tell them from repositories). */
const isHost = (text: string): boolean => /[.:]/.test(text) || text === 'localhost';

/** What a text points to that ends in a digest; null for any other. The host has no part in it. */
export const parsePinnedReference = (text: string): PinnedReference | null => {
  if (text.length > charactersMax) return null;
  const { host, path, sha256 } = pinned.exec(text)?.groups ?? {};
  if (path === undefined || sha256 === undefined) return null;
  const repository = host === undefined || isHost(host) ? path : `${host}/${path}`;
  return { repository, sha256 };
};
