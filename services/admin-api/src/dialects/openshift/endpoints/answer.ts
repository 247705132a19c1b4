/** What all endpoints of this dialect have in common. */
import type { ErrorCode } from '@moorgate/errors';
import type { Input, Reply, RequestDefinition } from '@moorgate/http';
import type { OpenShiftContext } from '../context.ts';
import { type Content, render } from '../envelope.ts';
import { type AnswerForm, negotiate } from '../negotiate.ts';
import { errorContent } from '../schemas.ts';

/** The prefix of every path. */
export const prefix = '/broker/rest';

/** The path itself, with the endings that name a format, and with a slash at its end. */
export const spellingsOf = (path: string): readonly string[] => [
  `${path}.json`,
  `${path}.xml`,
  `${path}/`,
];

/** The codes with which a request is refused before anything is done. */
export const commonFaults = [
  'not_acceptable',
  'login_failed',
  'second_factor_required',
  'second_factor_failed',
  'sealed_secret_lost',
  'token_address_forbidden',
  'scope_missing',
] as const satisfies readonly ErrorCode[];

/** Text that is no UTF-8 has a status of its own, beside that of every other wrong field. */
export const badEncoding = {
  400: {
    description: 'Text that is no UTF-8, or a body that cannot be read.',
    content: errorContent,
  },
} as const;

/** The headers of every answer to somebody who was recognised. */
export const identityHeaders = {
  'X-OpenShift-Identity': 'The login of whoever asks.',
  'X-OpenShift-Identity-Id': 'The id of whoever asks.',
  'X-OAuth-Scopes': 'The scopes of the token that asks.',
} as const;

/** A text of a request, without the ending that names a format. */
export const withoutEnding = (text: string): string => text.replace(/\.(?:json|xml)$/, '');

const asText = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'object' ? value.join(', ') : value;

/** The form that a request asks for. Throws `invalid_request` and `not_acceptable`. */
export const formOf = ({
  headers,
  path,
  query,
}: Pick<Input<RequestDefinition>, 'headers' | 'path'> & {
  readonly query: unknown;
}): AnswerForm => {
  const nolinks = (query as { readonly nolinks?: string } | undefined)?.nolinks;
  return negotiate({
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, asText(value)]),
    ),
    query: new URLSearchParams(nolinks === undefined ? {} : { nolinks }),
    path,
  });
};

/** The address of the API, as links have it. */
export const baseOf = (
  { ownOrigin }: OpenShiftContext,
  headers: Input<RequestDefinition>['headers'],
): string => `${ownOrigin.of(headers.host)}${prefix}`;

/** A success with one message, where there is something to say. */
export const answer = (
  form: AnswerForm,
  reply: {
    readonly status?: number;
    readonly type: string | null;
    readonly content: Content;
    readonly text?: string;
  },
): Reply => {
  const { status = 200, type, content, text } = reply;
  const messages =
    text === undefined ? [] : [{ severity: 'info', text, exitCode: 0, field: null } as const];
  return render({ status, type, content, messages }, form);
};
