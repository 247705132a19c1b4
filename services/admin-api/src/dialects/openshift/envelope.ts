/** The form of every answer: an envelope with messages, in JSON or XML. */
import type { Reply } from '@moorgate/http';
import { type AnswerForm, type ApiVersion, supportedVersions } from './negotiate.ts';
import { renderJson } from './render-json.ts';
import { renderXml } from './render-xml.ts';
import type { Elements, Value } from './values.ts';

/** What an answer says to people. */
export interface Message {
  readonly severity: 'info' | 'error';
  readonly text: string;
  /** 0 for success; null where none is known. */
  readonly exitCode: number | null;
  readonly field: string | null;
}

/** What an answer is about: one thing, or several, elements of that name in XML; or members that have names of their own. */
export type Content =
  | { readonly element: string; readonly of: Value }
  | Elements
  | { readonly members: { readonly [name: string]: Value } }
  | null;

/** An answer before it has a form. */
export interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly content: Content;
  readonly messages: readonly Message[];
}

/** The names of statuses. */
const statusNames: Readonly<Record<number, string>> = {
  200: 'ok',
  201: 'created',
  204: 'no_content',
  400: 'bad_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  406: 'not_acceptable',
  408: 'request_timeout',
  413: 'request_entity_too_large',
  414: 'request_uri_too_long',
  415: 'unsupported_media_type',
  422: 'unprocessable_entity',
  429: 'too_many_requests',
  500: 'internal_server_error',
  503: 'service_unavailable',
};

const decimal = (text: string): Value => ({ decimal: text });

/** Version 1.6 answers as its documentation shows it: it knows of none behind itself. All others name them all. */
const listVersions = (asked: ApiVersion): Value =>
  supportedVersions.filter((one) => asked !== '1.6' || one <= asked).map(decimal);

const messageValue = (message: Message, asked: ApiVersion): Value => ({
  severity: message.severity,
  text: message.text,
  exit_code: message.exitCode,
  field: message.field,
  ...(asked === '1.7' ? { index: null } : {}),
});

const dataOf = (content: Content, format: AnswerForm['format']): Value => {
  if (content === null || 'items' in content) return content;
  if ('members' in content) return content.members;
  return format === 'json' ? content.of : { [content.element]: content.of };
};

/** Members in the order of the elements; JSON sorts them. */
const envelopeOf = (answer: Answer, { version: asked, format }: AnswerForm): Value => ({
  status: statusNames[answer.status] ?? 'internal_server_error',
  type: answer.type,
  data: dataOf(answer.content, format),
  messages: answer.messages.map((message) => messageValue(message, asked)),
  version: asked,
  api_version: decimal(asked),
  supported_api_versions: listVersions(asked),
});

/** The answer in its form. A status without content has no body. */
export const render = (answer: Answer, form: AnswerForm): Reply => {
  const { status } = answer;
  if (status === 204) return { status };
  const headers = { 'Content-Type': `application/${form.format}; charset=utf-8` };
  const envelope = envelopeOf(answer, form);
  const body = form.format === 'json' ? renderJson(envelope) : renderXml('response', envelope);
  return { status, headers, body };
};
