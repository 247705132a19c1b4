/** Requests to the admin API, each of whose secrets goes into a collection: those that are sent, and those that come back. */
import type { SecretCollection } from './leak-secrets.ts';

/** What came back. */
export interface RecordedAnswer {
  readonly status: number;
  readonly body: unknown;
  /** The `Cookie` header that a browser would send from now on; undefined when none was set. */
  readonly cookie: string | undefined;
}

/** What is sent. */
export interface RecordedCall {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
}

const namesOfSecrets = /^(authorization|osf-token|cookie|(present-)?password|token)$/i;

/** Every text under a name of a secret, however deep it stands. */
const secretsIn = (value: unknown, name = ''): string[] => {
  if (typeof value === 'string') return namesOfSecrets.test(name) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => secretsIn(member, key));
};

/** What follows `Bearer`, or the name of a cookie; the whole text where there is neither. */
const bareSecret = (text: string): string => /^(?:Bearer +|[\w-]+=)([^;]*)/.exec(text)?.[1] ?? text;

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text === '' ? null : text;
  }
};

/** A client of the admin API at this address. Browsers say where a page of theirs came from, and so does this. */
export const recordingClient = (
  adminUrl: string,
  secrets: SecretCollection,
): ((call: RecordedCall) => Promise<RecordedAnswer>) => {
  const collect = (what: string, value: unknown): void => {
    for (const secret of secretsIn(value)) secrets.add(what, bareSecret(secret));
  };
  return async ({ method, path, headers = {}, body }) => {
    const what = `${method} ${path.split('?', 1)[0]}`;
    collect(what, headers);
    collect(what, body);
    const isText = typeof body === 'string';
    const response = await fetch(new URL(path, adminUrl), {
      method,
      headers: {
        origin: new URL(adminUrl).origin,
        'sec-fetch-site': 'same-origin',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    });
    const answer = parse(await response.text());
    collect(`answer to ${what}`, answer);
    const [cookie] = response.headers.getSetCookie().map((one) => one.split(';', 1)[0]!);
    const session = bareSecret(cookie ?? '');
    if (session !== '') secrets.add(`cookie of ${what}`, session);
    return { status: response.status, body: answer, cookie };
  };
};
