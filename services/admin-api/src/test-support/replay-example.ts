/** Recorded exchanges of a dialect's original, played again: what was asked, and the answer byte for byte. */
import { readFileSync } from 'node:fs';

/** An exchange as its file has it, the places that a test fills left open. */
export interface RecordedExchange {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly answer: { readonly status: number; readonly body: string };
}

/** What is different each time: the pattern of each member's value, as JSON writes it. */
export type Volatile = Readonly<Record<string, RegExp>>;

const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{\{(\w+)\}\}/g, (_all, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the example names ${name}, which has no value`);
    return value;
  });

const splitHead = (message: string): [string, string] => {
  const end = message.search(/\n\n/);
  return end < 0 ? [message.trim(), ''] : [message.slice(0, end), message.slice(end + 2)];
};

/**
 * Reads a file: the request line, header lines, an empty line and the body; a line of three number signs; the status line,
 * an empty line and the body of the answer. `{{name}}` is a place that `values` fills.
 */
export const readExchange = (
  file: URL,
  values: Readonly<Record<string, string>> = {},
): RecordedExchange => {
  const [request = '', response = ''] = fill(readFileSync(file, 'utf8'), values).split('\n###\n');
  const [head, body] = splitHead(request);
  const [requestLine = '', ...headerLines] = head.split('\n');
  const [method = '', path = ''] = requestLine.split(' ');
  const [statusLine, answerBody] = splitHead(response);
  const headers = headerLines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return {
    method,
    path,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: body.trimEnd(),
    answer: { status: Number(statusLine.split(' ')[1]), body: answerBody.trimEnd() },
  };
};

/** JSON without the blanks between its tokens; everything else stays as it is written. */
export const compactJson = (text: string): string =>
  text.replaceAll(/("(?:[^"\\]|\\.)*")|\s+/g, (_all, string?: string) => string ?? '');

/** The text with each volatile value replaced by the name of its member; throws for a value of another form. */
export const withoutVolatile = (text: string, volatile: Volatile): string =>
  compactJson(text).replaceAll(
    /"(\w+)":("(?:[^"\\]|\\.)*"|-?\d+)/g,
    (all, name: string, value: string) => {
      const pattern = volatile[name];
      if (pattern === undefined) return all;
      if (!pattern.test(value)) throw new Error(`${name} is ${value}, which is not ${pattern}`);
      return `"${name}":<${name}>`;
    },
  );

/** Sends the request of an exchange and answers what came. */
export const play = async (
  origin: string,
  { method, path, headers, body }: RecordedExchange,
): Promise<{ readonly status: number; readonly body: string; readonly headers: Headers }> => {
  const response = await fetch(origin + path, {
    method,
    headers,
    ...(body === '' ? {} : { body }),
  });
  return { status: response.status, body: await response.text(), headers: response.headers };
};
