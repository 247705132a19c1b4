/** Replays recorded exchanges, in their order. */
import { readFileSync } from 'node:fs';
import type { Client } from './use-lighthouse.ts';

/** A request and what it was answered with. */
export interface Exchange {
  readonly title: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    /** Sent in these bytes. */
    readonly body?: string;
  };
  readonly response: {
    readonly status: number;
    /** JSON without white space, members in their order; neither this nor `text` for nothing. */
    readonly body?: unknown;
    readonly text?: string;
  };
}

/** The exchanges of a file, with addresses of the recording replaced by those of the beacon of the test. */
export const readExchanges = (
  name: string,
  replaced: Readonly<Record<string, string>> = {},
): readonly Exchange[] => {
  const url = new URL(`../examples/${name}.json`, import.meta.url);
  const text = Object.entries(replaced).reduce(
    (recorded, [from, to]) => recorded.replaceAll(from, to),
    readFileSync(url, 'utf8'),
  );
  return JSON.parse(text) as readonly Exchange[];
};

/** Sends what was recorded, as somebody, and expects each answer in the bytes of the recording. */
export const replay = async (client: Client, exchanges: readonly Exchange[]): Promise<void> => {
  for (const { title, request, response } of exchanges) {
    const { method, path, headers = {}, body } = request;
    const sent = client(method, path).set(headers);
    const answer = await (body === undefined ? sent : sent.send(body));
    const expected =
      response.body === undefined ? (response.text ?? '') : JSON.stringify(response.body);
    expect({ title, status: answer.status, text: answer.text }).toEqual({
      title,
      status: response.status,
      text: expected,
    });
  }
};
