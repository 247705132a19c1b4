/** Recorded conversations of a dialect’s original, played again: one exchange after another, and each answer byte for byte. */
import { readFileSync } from 'node:fs';
import { type IncomingMessage, request as openRequest } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { compactJson } from './replay-example.ts';

/** What placeholders stand for, by name. */
export type Values = Readonly<Record<string, string>>;

/** What is done besides. */
export interface ReplayOptions {
  /** Texts of the recording beside those that stand for them here: addresses, say. */
  readonly standIns?: Values;
  /** What happens between exchanges: before the one of this title. */
  readonly before?: Readonly<Record<string, () => unknown>>;
}

interface Message {
  readonly startLine: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

interface Exchange {
  readonly title: string;
  readonly request: Message;
  readonly answer: Message;
}

/** What differs each time, by the name of its form. */
const forms: Readonly<Record<string, string>> = {
  hex24: '[0-9a-f]{24}',
  hex64: '[0-9a-f]{64}',
  hex256: '[0-9a-f]{256}',
  id: '\\d+',
  millis: '\\d{13}',
  seconds: '\\d+',
  second: '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ',
  session: 'mgt_ses_[0-9a-z]{13}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}',
  uuid: '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}',
  sentence: '[^"]+',
  rest: '[^]*',
};

const placeholder = /\{\{(\w+)(?::(\w+))?\}\}/;

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

const valueOf = (values: Values, name: string): string => {
  const value = values[name];
  if (value === undefined) throw new Error(`the recording names ${name}, which has no value`);
  return value;
};

const fill = (template: string, values: Values): string =>
  template.replaceAll(/\{\{(\w+)\}\}/g, (_all, name: string) => valueOf(values, name));

const readMessage = (text: string): Message => {
  const end = text.search(/\n\n/);
  const head = end < 0 ? text.trimEnd() : text.slice(0, end);
  const [startLine = '', ...lines] = head.split('\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
  });
  return { startLine, headers, body: end < 0 ? '' : text.slice(end + 2).trimEnd() };
};

const readExchanges = (text: string): Exchange[] => {
  const parts = text.split(/\n###(?:\n|$)/).filter((part) => part.trim() !== '');
  if (parts.length % 2 === 1) throw new Error('the recording ends with a request');
  return parts.flatMap((part, at) => {
    if (at % 2 === 1) return [];
    const [, title = '', request = ''] = /^(?:# (.*)\n)?([^]*)$/.exec(part)!;
    return [{ title, request: readMessage(request), answer: readMessage(parts[at + 1]!) }];
  });
};

/** Sends what was recorded and nothing else, but for `Host` and the length of the body. */
const send = async (
  origin: string,
  message: Message,
  values: Values,
): Promise<{ readonly response: IncomingMessage; readonly body: string }> => {
  const [method = '', path = ''] = fill(message.startLine, values).split(' ');
  const { hostname: host, port } = new URL(origin);
  const headers = message.headers.map(([name, value]) => [name, fill(value, values)] as const);
  const body = fill(message.body, values);
  const length = body === '' ? {} : { 'Content-Length': Buffer.byteLength(body) };
  const all = { ...Object.fromEntries(headers), ...length };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const options = { host, port, method, path, headers: all, agent: false } as const;
    openRequest(options, resolve).on('error', reject).end(body);
  });
  return { response, body: await readText(response) };
};

/** The values that stand in the text where the template has places with a form; fails where text and template differ. */
const match = (about: string, text: string, template: string, values: Values): Values => {
  const names: string[] = [];
  const parts = template.split(new RegExp(placeholder, 'g'));
  const source = parts.map((part, at) => {
    if (at % 3 === 0) return escaped(part ?? '');
    if (at % 3 === 2) return '';
    const form = parts[at + 1];
    if (form === undefined) return escaped(valueOf(values, part));
    names.push(part);
    return `(${valueOf(forms, form)})`;
  });
  const found = new RegExp(`^${source.join('')}$`).exec(text);
  if (found === null) expect({ about, text }).toEqual({ about, text: fill(template, values) });
  return Object.fromEntries(names.map((name, at) => [name, found![at + 1]!]));
};

/** A placeholder begins with two braces. */
const isJson = (template: string): boolean => /^(?:\[|\{(?!\{))/.test(template);

const play = async (origin: string, exchange: Exchange, values: Values): Promise<Values> => {
  const { title, request, answer } = exchange;
  const { response, body } = await send(origin, request, values);
  const about = title === '' ? request.startLine : title;
  const status = `HTTP/1.1 ${response.statusCode} ${response.statusMessage}`;
  expect({ about, status, body }).toEqual({ about, status: answer.startLine, body });
  const compact = isJson(answer.body) ? compactJson : (text: string): string => text;
  const texts = [
    ...answer.headers.map(([name, template]) => {
      const text = String(response.headers[name.toLowerCase()] ?? '');
      return { about: `${about}: ${name}`, text, template };
    }),
    { about, text: compact(body.trimEnd()), template: compact(answer.body) },
  ];
  return texts.reduce<Values>(
    (known, one) => ({ ...known, ...match(one.about, one.text, one.template, known) }),
    values,
  );
};

/**
 * Plays a file: for each exchange a line `# title`, the request line, header lines, an empty line and the body; a line of
 * three number signs; the status line with its words, the headers that matter, an empty line and the body; and such a line
 * before the next exchange. JSON is compared without the blanks between its tokens, which documentation lays out as it
 * likes. `{{name}}` is a place that `values` fills; in an answer `{{name:form}}` is one that holds whatever has the form, and
 * fills the places of that name from then on. Answers all values.
 */
export const replayConversation = async (
  origin: string,
  file: URL,
  values: Values = {},
  { standIns = {}, before = {} }: ReplayOptions = {},
): Promise<Values> => {
  const recorded = Object.entries(standIns).reduce(
    (text, [from, to]) => text.replaceAll(from, to),
    readFileSync(file, 'utf8'),
  );
  let known = values;
  for (const exchange of readExchanges(recorded)) {
    await before[exchange.title]?.();
    known = await play(origin, exchange, known);
  }
  return known;
};
