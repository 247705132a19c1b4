/** Tokens of a registry: a challenge is answered by asking its realm (Docker Registry v2 authentication). */
import { fault } from '@moorgate/errors';
import type { RunCredential } from '../../server/run-order.ts';
import { readBounded } from './read-bounded.ts';

/** Remembers one for each repository. */
export interface RegistryTokens {
  headersFor(repository: string): Promise<Record<string, string>>;
  /** Gets a token as the challenge says; what is asked next for this repository has it. */
  answer(repository: string, challenge: string): Promise<void>;
}

const parameterOf = (challenge: string, name: string): string | null =>
  new RegExp(`[ ,]${name}="([^"]*)"`, 'i').exec(challenge)?.[1] ?? null;

/** The realm may be named by the public host while the runner came by another way; the credential goes nowhere else. */
const realmOf = (challenge: string, credential: RunCredential): URL => {
  const realm = parameterOf(challenge, 'realm');
  const own = new URL(credential.serverUrl);
  const url = realm !== null && URL.canParse(realm, own.href) ? new URL(realm, own) : null;
  if (!/^bearer /i.test(challenge) || url === null)
    throw fault('registry_refused', { detail: 'It asks for credentials that runs do not have.' });
  if (url.host === credential.registryHost || url.host === own.host) {
    url.protocol = own.protocol;
    url.host = own.host;
    return url;
  }
  throw fault('registry_refused', { detail: 'Its realm is on another host.' });
};

/** Tokens are asked for with the credential of the run, as the password of any user. */
export const createRegistryTokens = (
  credential: RunCredential,
  signal: AbortSignal,
): RegistryTokens => {
  const tokens = new Map<string, string>();
  const basic = Buffer.from(`run:${credential.secret}`).toString('base64');
  return {
    headersFor: (repository) => {
      const token = tokens.get(repository);
      const headers: Record<string, string> =
        token === undefined ? {} : { authorization: `Bearer ${token}` };
      return Promise.resolve(headers);
    },
    answer: async (repository, challenge) => {
      const url = realmOf(challenge, credential);
      const service = parameterOf(challenge, 'service');
      if (service !== null) url.searchParams.set('service', service);
      url.searchParams.set('scope', `repository:${repository}:pull,push`);
      const response = await fetch(url, {
        headers: { authorization: `Basic ${basic}` },
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(30_000)]),
      });
      const body = await readBounded(response, 256 * 1024);
      if (response.status !== 200)
        throw fault('registry_refused', {
          detail: `The credential of the run gets no token: HTTP ${response.status}.`,
        });
      const { token, access_token: other } = JSON.parse(body.toString()) as {
        token?: string;
        access_token?: string;
      };
      tokens.set(repository, token ?? other ?? '');
    },
  };
};
