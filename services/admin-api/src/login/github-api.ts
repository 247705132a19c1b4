/** The two questions that a login asks the REST API of GitHub. */
import { fault } from '@moorgate/errors';

/** Asks in the name of the person whose access token it has. */
export interface GithubApi {
  /** Throws `login_answer_invalid` and `identity_provider_unavailable`, as the other does. */
  findSelf(): Promise<{ readonly id: number; readonly login: string }>;
  /** The logins of all organizations of the person, from every page. */
  listOwnOrganizations(): Promise<readonly string[]>;
}

const timeoutMs = 5_000;
const pageSize = 100;
const pagesMax = 100;

/** The API at this address: `https://api.github.com`, or `https://<host>/api/v3` of an Enterprise Server. */
export const createGithubApi = (apiUrl: URL, accessToken: string): GithubApi => {
  const base = apiUrl.href.replace(/\/$/, '');
  const ask = (url: string): Promise<Response> => askGithub(url, accessToken);
  return {
    findSelf: async () => {
      const { id, login } = asRecord(await bodyOf(await ask(`${base}/user`)));
      if (!Number.isSafeInteger(id) || typeof login !== 'string' || login === '')
        throw invalid('GitHub named no account');
      return { id: id as number, login };
    },
    listOwnOrganizations: async () => {
      const logins: string[] = [];
      let url: string | null = `${base}/user/orgs?per_page=${pageSize}`;
      for (let page = 0; url !== null; page += 1) {
        if (page === pagesMax) throw invalid('GitHub has no last page of organizations');
        const response: Response = await ask(url);
        logins.push(...loginsOf(await bodyOf(response)));
        url = nextPageOf(response, base);
      }
      return logins;
    },
  };
};

const invalid = (reason: string): Error =>
  fault('login_answer_invalid', { cause: new Error(reason) });

const askGithub = async (url: string, accessToken: string): Promise<Response> => {
  const response = await fetch(url, {
    headers: {
      Accept: 'application/vnd.github+json',
      Authorization: `Bearer ${accessToken}`,
      'User-Agent': 'moorgate',
      'X-GitHub-Api-Version': '2022-11-28',
    },
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.ok) return response;
  await response.body?.cancel();
  const cause = new Error(`GitHub answered with status ${response.status}`);
  const isPassing = response.status >= 500 || response.status === 429;
  throw isPassing
    ? fault('identity_provider_unavailable', { retryAfterSeconds: 5, cause })
    : fault('login_answer_invalid', { cause });
};

const bodyOf = async (response: Response): Promise<unknown> => {
  try {
    return await response.json();
  } catch (error) {
    if (error instanceof SyntaxError)
      throw invalid('GitHub answered with something else than JSON');
    throw error;
  }
};

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const loginsOf = (body: unknown): string[] => {
  if (!Array.isArray(body)) throw invalid('GitHub answered with no list of organizations');
  return body
    .map((organization) => asRecord(organization)['login'])
    .filter((login) => typeof login === 'string');
};

/** The `next` link (RFC 8288), if it leads to the same API: the access token is sent nowhere else. */
const nextPageOf = (response: Response, base: string): string | null => {
  const link = response.headers.get('link') ?? '';
  const next = /<([^<>]*)>\s*;\s*rel="?next"?/.exec(link)?.[1];
  if (next === undefined) return null;
  if (!next.startsWith(`${base}/`)) throw invalid('GitHub’s next page is elsewhere');
  return next;
};
