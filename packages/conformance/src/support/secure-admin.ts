/** A script at an admin API that speaks HTTPS, under a root that it was given. */
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { AdminClient } from './admin.ts';

/** A client of the admin API at this address, with one token. Trusts the certificates of `ca`, in PEM, alone. */
export const secureAdminClient = (adminUrl: string, token: string, ca: string): AdminClient => ({
  call: (method, path, body) =>
    new Promise((done, reject) => {
      const content = body === undefined ? '' : JSON.stringify(body);
      const headers = {
        authorization: `Bearer ${token}`,
        ...(content === '' ? {} : { 'content-type': 'application/json' }),
      };
      const options = { method, headers, ca, servername: 'localhost', agent: false };
      request(new URL(path, adminUrl), options, (incoming) => {
        const answer = async () => {
          const received = await text(incoming);
          return {
            status: incoming.statusCode!,
            headers: new Headers(incoming.headers as Record<string, string>),
            body: received === '' ? null : (JSON.parse(received) as unknown),
          };
        };
        answer().then(done, reject);
      })
        .once('error', reject)
        .end(content);
    }),
});
