/** Errors as this API answers them: an envelope with a message for each, and for wrong credentials a challenge. */
import { describeError, type DomainError, type ErrorCode } from '@moorgate/errors';
import { type AskedRequest, type Reply, statusOf } from '@moorgate/http';
import { type Message, render } from './envelope.ts';
import { negotiateRefusal, readsEnvelopes } from './negotiate.ts';

/** The exit codes of errors; 1 for all others. */
const exitCodes: Partial<Readonly<Record<ErrorCode, number | null>>> = {
  token_not_found: 129,
  not_acceptable: null,
};

/** What is said in place of our own titles. */
const texts: Partial<Readonly<Record<ErrorCode, string>>> = {
  token_not_found: 'The requested authorization was not found.',
};

const exitCodeOfBooleans = 167;
const booleanFields = ['nolinks', 'reuse'];

/** Text that is no UTF-8 is not read at all. */
const isBadEncoding = (error: DomainError): boolean =>
  error.details.issues?.some(({ message }) => message.includes('percent-encoded UTF-8')) ?? false;

/** The status of a code, where the request tells no more. */
export const statusOfCode = (code: ErrorCode): number =>
  code === 'invalid_request' ? 422 : statusOf(describeError(code).kind);

const statusOfError = (error: DomainError): number =>
  isBadEncoding(error) ? 400 : statusOfCode(error.code);

const fieldOf = (pointer: string): string | null => /^\/[^/]+\/([^/]+)$/.exec(pointer)?.[1] ?? null;

const messagesOfIssues = (error: DomainError): Message[] =>
  (error.details.issues ?? []).map(({ pointer, message }) => {
    const field = fieldOf(pointer);
    const exitCode = booleanFields.includes(field ?? '') ? exitCodeOfBooleans : 1;
    return {
      severity: 'error',
      text: message,
      exitCode: isBadEncoding(error) ? null : exitCode,
      field,
    };
  });

const textOf = ({ code, kind, details }: DomainError, requestId: string): string => {
  const text = details.detail ?? texts[code] ?? describeError(code).title;
  return kind === 'internal' || kind === 'unavailable'
    ? `${describeError(code).title}\nReference ID: ${requestId}`
    : text;
};

const messagesOf = (error: DomainError, requestId: string): readonly Message[] => {
  const ofIssues = messagesOfIssues(error);
  if (ofIssues.length > 0) return ofIssues;
  const { code } = error;
  const exitCode = code in exitCodes ? exitCodes[code]! : 1;
  return [{ severity: 'error', text: textOf(error, requestId), exitCode, field: null }];
};

const hasBearer = ({ headers }: AskedRequest): boolean =>
  /^bearer\b/i.test(headers['authorization'] ?? '');

/** A page of another host made a browser ask; whatever is no browser says nothing of it. */
const isOfOtherHost = ({ headers }: AskedRequest): boolean =>
  ['cross-site', 'same-site'].includes(headers['sec-fetch-site'] ?? '');

/**
 * The challenge to whoever is not recognised: RFC 6750, section 3, for a token, else RFC 7617, section 2. At the latter a
 * browser asks for a password, which no page of another host shall bring about.
 */
const challengeOf = (error: DomainError, asked: AskedRequest): string => {
  if (!hasBearer(asked))
    return isOfOtherHost(asked)
      ? 'Bearer realm="openshift broker"'
      : 'Basic realm="openshift broker", charset="UTF-8"';
  const description = error.details.detail ?? 'The access token is not recognized';
  return `Bearer error="invalid_token", error_description="${description}"`;
};

const refusalText = (error: DomainError, asked: AskedRequest): string => {
  if (hasBearer(asked)) return 'HTTP Bearer: Access denied.';
  return error.code === 'second_factor_required'
    ? 'HTTP Basic: Access denied. The account has a second factor: send a code in X-One-Time-Code.'
    : 'HTTP Basic: Access denied.';
};

const headersOf = ({ details }: DomainError): Record<string, string> =>
  details.retryAfterSeconds === undefined
    ? {}
    : { 'Retry-After': String(Math.max(0, Math.ceil(details.retryAfterSeconds))) };

/** Whoever is not recognised reads a line of text, unless their client reads envelopes. */
const renderUnauthenticated = (error: DomainError, asked: AskedRequest): Reply => {
  const text = refusalText(error, asked);
  const challenge = { 'WWW-Authenticate': challengeOf(error, asked) };
  if (!readsEnvelopes(asked)) return { status: 401, headers: challenge, body: `${text}\n` };
  const messages = [{ severity: 'error', text, exitCode: 1, field: null }] as const;
  const answer = { status: 401, type: null, content: null, messages };
  const reply = render(answer, negotiateRefusal(asked));
  return { ...reply, headers: { ...reply.headers, ...challenge } };
};

/** The reply for an error. An `internal` one shows nothing but the id under which the log knows the request. */
export const renderFault = (error: DomainError, requestId: string, asked: AskedRequest): Reply => {
  if (error.kind === 'unauthenticated') return renderUnauthenticated(error, asked);
  const messages = messagesOf(error, requestId);
  const answer = { status: statusOfError(error), type: null, content: null, messages };
  const reply = render(answer, negotiateRefusal(asked));
  return { ...reply, headers: { ...reply.headers, ...headersOf(error) } };
};
