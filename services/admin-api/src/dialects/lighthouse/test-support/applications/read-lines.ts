/** The lines of an operation, as clients of this dialect read them. */
import type { Readable } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import type supertest from 'supertest';
import type { LineBody } from '../../translate-applications.ts';
import type { Client } from '../use-lighthouse.ts';

/** A line as it came. */
export type Line = LineBody;

/** JSON of several lines is left as it is. */
const parse = (
  response: supertest.Response,
  done: (error: Error | null, body: unknown) => void,
): void => {
  const text = readText(response as unknown as Readable);
  text.then(
    (read) => {
      response.text = read;
      done(null, /\n./.test(read) || read === '' ? null : JSON.parse(read));
    },
    (error: Error) => done(error, null),
  );
};

/** The same client, which reads a stream to its end and keeps its text. */
export const readingLines =
  (client: Client): Client =>
  (method, path, body) =>
    client(method, path, body).buffer(true).parse(parse);

/** The lines of an answer, in the order in which they came. */
export const linesOf = ({ text }: { readonly text: string }): Line[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

/** The same, with the hosts of each stage in the order of the list: they come as they are done. */
export const orderedLinesOf = (answer: { readonly text: string }): Line[] => {
  const ordered: Line[] = [];
  let stage: Line[] = [];
  for (const line of linesOf(answer)) {
    if (line.Instance !== '') {
      stage.push(line);
      continue;
    }
    ordered.push(...stage.sort((one, other) => one.Item - other.Item), line);
    stage = [];
  }
  return [...ordered, ...stage];
};

/** What one host is to have said: its status, the code of the engine, and a message unless that is empty. */
export type Said = readonly [Status: string, Code: number, Message?: unknown];

const blank = { Message: '', Code: 0, Instance: '', Item: 0, Total: 0 };

/** Every stream ends with it. */
export const finalized: Line = { Status: 'Finalized', Method: '', Endpoint: '', ...blank };

/** All lines of a stage on these hosts. */
export const stageLines = (
  label: string,
  request: string,
  said: readonly (readonly [host: string, ...Said])[],
): object[] => {
  const [Method = '', Endpoint = ''] = request.split(' ');
  const Total = said.length;
  const frame = { Method, Endpoint, Message: label, Code: 0, Instance: '' };
  return [
    { Status: 'Starting', ...frame, Item: 0, Total },
    ...said.map(([Instance, Status, Code, Message = ''], Item) => ({
      ...{ Status, Method, Endpoint, Message, Code, Instance, Item, Total },
    })),
    { Status: 'Complete', ...frame, Item: Total, Total },
  ];
};

/** The same where all of these hosts say the same. */
export const stageOnAll = (
  label: string,
  request: string,
  { hosts, said }: { readonly hosts: readonly string[]; readonly said: Said },
): object[] =>
  stageLines(
    label,
    request,
    hosts.map((host) => [host, ...said]),
  );
