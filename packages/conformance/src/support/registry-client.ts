/** A client of the registry that does what no tool does: it sends slowly, or with a token that has ended. */
import { createHash } from 'node:crypto';
import { request } from 'node:http';

/** The SHA-256 of content as registries write it. */
export const digestOf = (content: Buffer | string): string =>
  `sha256:${createHash('sha256').update(content).digest('hex')}`;

/** What the token realm said. */
export interface RealmAnswer {
  readonly status: number;
  readonly token: string;
  readonly message: string;
}

/** Asks the realm for a token, as `docker login` and `docker push` do. */
export const askRealm = async (
  adminUrl: string,
  secret: string,
  ...scopes: readonly string[]
): Promise<RealmAnswer> => {
  const url = new URL('/token-auth/', adminUrl);
  url.searchParams.set('service', 'registry');
  for (const scope of scopes) url.searchParams.append('scope', scope);
  const authorization = `Basic ${Buffer.from(`any:${secret}`).toString('base64')}`;
  const answer = await fetch(url, { headers: { authorization } });
  const body = (await answer.json()) as {
    token?: string;
    errors?: readonly { readonly message: string }[];
  };
  return {
    status: answer.status,
    token: body.token ?? '',
    message: body.errors?.[0]?.message ?? '',
  };
};

/** Sends a request with a token for the registry. */
export const callRegistry = (
  adminUrl: string,
  token: string,
  path: string,
  init: { readonly method?: string; readonly body?: Buffer | string; readonly type?: string } = {},
): Promise<Response> => {
  const { method = 'GET', body, type = 'application/octet-stream' } = init;
  return fetch(new URL(path, adminUrl), {
    method,
    redirect: 'manual',
    headers: { authorization: `Bearer ${token}`, accept: '*/*', 'content-type': type },
    ...(body === undefined ? {} : { body }),
  });
};

/** A body that is under way. */
export interface SlowUpload {
  /** When the answer came, or the connection was cut; the status is null then. In milliseconds of `performance.now()`. */
  readonly answered: Promise<{ readonly status: number | null; readonly at: number }>;
  readonly place: Promise<string>;
  /** Sends so much more, and resolves when somebody has read all but the last piece of it. */
  send(bytes: number): Promise<void>;
  end(): void;
}

/** Begins an upload of unknown length. */
export const beginSlowUpload = async (
  adminUrl: string,
  token: string,
  name: string,
): Promise<SlowUpload> => {
  const begun = await callRegistry(adminUrl, token, `/v2/${name}/blobs/uploads/`, {
    method: 'POST',
  });
  if (begun.status !== 202) throw new Error(`the upload was answered ${String(begun.status)}`);
  const upload = request(new URL(String(begun.headers.get('location')), adminUrl), {
    method: 'PATCH',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
  });
  const place = Promise.withResolvers<string>();
  const answered = new Promise<{ status: number | null; at: number }>((resolve) => {
    const settle = (status: number | null): void => resolve({ status, at: performance.now() });
    upload.on('error', () => settle(null));
    upload.once('response', (response) => {
      response.resume();
      place.resolve(response.headers.location ?? '');
      settle(response.statusCode ?? null);
    });
  });
  return {
    answered,
    place: place.promise,
    send: (bytes) =>
      new Promise<void>((resolve) => void upload.write(Buffer.alloc(bytes), () => resolve())),
    end: () => void upload.end(),
  };
};
