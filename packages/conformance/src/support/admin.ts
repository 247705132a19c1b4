/** Operators at the admin API: scripts that have a token, and people who log in. */
import { setTimeout as delay } from 'node:timers/promises';

/** What came back; `body` is the parsed JSON, or null when there was none. */
export interface AdminAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Sends requests with one token. */
export interface AdminClient {
  call(method: string, path: string, body?: unknown): Promise<AdminAnswer>;
}

/** A client of the admin API at this address. */
export const adminClient = (adminUrl: string, token: string): AdminClient => ({
  call: async (method, path, body) => {
    const response = await fetch(new URL(path, adminUrl), {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? null : (JSON.parse(text) as unknown),
    };
  },
});

/** Logs in with a password; answers the cookie of the session. Whoever logs in too often is let in when it is their turn. */
export const logIn = async (
  adminUrl: string,
  credentials: { readonly username: string; readonly password: string },
): Promise<string> => {
  for (;;) {
    const answer = await fetch(new URL('/v1/sessions', adminUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(credentials),
    });
    if (answer.status === 201) return answer.headers.get('set-cookie')!.split(';')[0]!;
    if (answer.status !== 429) throw new Error(`the login was answered ${answer.status}`);
    await delay(Number(answer.headers.get('retry-after')) * 1_000);
  }
};

/** What a browser adds to the requests of a page of that admin API itself. */
export const ownPage = (adminUrl: string): { readonly origin: string } => ({
  origin: new URL(adminUrl).origin,
});
