/** An operator's script: requests to the admin API with a token. */

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
