/** Sending what a client sends, over connections that stay. */
import { type Agent, request as httpRequest } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import type { TestApp } from '../../../../test-support/test-app.ts';

const base = '/api/v0.2';

/** A request of this dialect; the body is sent as JSON. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

interface Got {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Sends it, with this cookie. */
export const send = async (
  { app, agent }: { readonly app: TestApp; readonly agent: Agent },
  { method, path, body }: Sent,
  cookie?: string,
): Promise<Got> =>
  new Promise((resolve, reject) => {
    const headers = cookie === undefined ? {} : { cookie };
    const options = { method, path: `${base}${path}`, agent, headers };
    const outgoing = httpRequest(app.origin, options, (answer) => {
      readText(answer).then(
        (text) => resolve({ status: answer.statusCode!, text, headers: answer.headers }),
        reject,
      );
    });
    outgoing.once('error', reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
