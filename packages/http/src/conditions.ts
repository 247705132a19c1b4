/** Entity tags, and the conditions that requests make with them (RFC 9110, sections 8.8.3 and 13.1). */
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { fault } from '@moorgate/errors';
import type { Endpoint, Reply } from './define-endpoint.ts';
import type { Precondition } from './precondition.ts';

/** The condition of a request that has none. */
export const noPrecondition: Precondition = {
  isGiven: false,
  isChecked: false,
  require: () => undefined,
};

/** What an endpoint says of its versions. */
type Versions = NonNullable<Endpoint['versioned']>;

const withoutVolatile = (body: unknown, versions: Versions): unknown => {
  if (versions === true || typeof body !== 'object' || body === null) return body;
  const { except } = versions;
  return Object.fromEntries(Object.entries(body).filter(([name]) => !except.includes(name)));
};

/**
 * The entity tag of a body, the same in every process: it changes with every byte of what has a part in it. A state is
 * changed by its tag alone, so it has the strong form even where some members have no part.
 */
export const entityTagOf = (body: unknown, versions: Versions = true): string => {
  const text = JSON.stringify(withoutVolatile(body, versions));
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`;
};

const listPattern =
  /^(?:\*|(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"(?:[ \t]*,[ \t]*(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*")*)$/;
const tagPattern = /(?:W\/)?"[^"]*"/g;

/** `any` for `*`; else the entity tags as they stand. */
type TagList = 'any' | readonly string[];

const parseTags = (name: string, value: string): TagList => {
  const text = value.trim();
  if (!listPattern.test(text)) {
    const message = 'must be * or a list of entity tags in quotation marks';
    throw fault('invalid_request', { issues: [{ pointer: `/headers/${name}`, message }] });
  }
  return text === '*' ? 'any' : (text.match(tagPattern) ?? []);
};

const opaqueOf = (tag: string): string => tag.replace(/^W\//, '');

/** Strong comparison for `If-Match`, which a weak tag never passes; RFC 9110, 8.8.3.2. */
const isMatch = (tags: TagList, present: string | null): boolean =>
  present !== null && (tags === 'any' || tags.includes(present));

/** Weak comparison for `If-None-Match`. */
const isNoneMatch = (tags: TagList, present: string | null): boolean =>
  present === null || (tags !== 'any' && !tags.some((tag) => opaqueOf(tag) === present));

const tagsOf = (headers: IncomingHttpHeaders, name: string): TagList | null => {
  const value = headers[name];
  return typeof value === 'string' ? parseTags(name, value) : null;
};

const failed = (currentTag: string | null): Error => fault('precondition_failed', { currentTag });

/**
 * Reads `If-Match` and `If-None-Match` of a request that changes something. Where the target has no versions, a request
 * with one of them is refused: to ignore it would lose the update that it guards. Throws `invalid_request`.
 */
export const readPrecondition = (
  headers: IncomingHttpHeaders,
  versions: Versions | undefined,
): Precondition => {
  const match = tagsOf(headers, 'if-match');
  const noneMatch = tagsOf(headers, 'if-none-match');
  if (match === null && noneMatch === null) return noPrecondition;
  if (versions === undefined) {
    const name = match === null ? 'if-none-match' : 'if-match';
    const message = 'is not understood here: what this operation changes has no versions';
    throw fault('invalid_request', { issues: [{ pointer: `/headers/${name}`, message }] });
  }
  let isChecked = false;
  return {
    isGiven: true,
    get isChecked() {
      return isChecked;
    },
    require: (present) => {
      isChecked = true;
      const tag = present === null || present === undefined ? null : entityTagOf(present, versions);
      if (match !== null && !isMatch(match, tag)) throw failed(tag);
      if (noneMatch !== null && !isNoneMatch(noneMatch, tag)) throw failed(tag);
    },
  };
};

const isRead = (method: string): boolean => method === 'GET' || method === 'HEAD';

/** A request, as far as the tag of its answer depends on it. */
export interface TaggedRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
}

/**
 * The reply with the entity tag of its body; for a read whose `If-None-Match` names it, 304 without the body, unless parts
 * of the body have no part in the tag. Other replies than 200 and 201, and those without a body, stay as they are.
 */
export const tagReply = (
  { method, headers }: TaggedRequest,
  versions: Versions,
  reply: Reply,
): Reply => {
  const { status, body } = reply;
  if (body === undefined || (status !== 200 && status !== 201)) return reply;
  const tag = entityTagOf(body, versions);
  const tagged = { ...reply.headers, ETag: tag };
  const isWhole = versions === true && isRead(method);
  const known = isWhole ? tagsOf(headers, 'if-none-match') : null;
  return known !== null && !isNoneMatch(known, tag)
    ? { status: 304, headers: tagged }
    : { ...reply, headers: tagged };
};

/** True for the methods that may change something. */
export const changes = (method: string): boolean => !isRead(method) && method !== 'OPTIONS';
