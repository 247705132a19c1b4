/** Which part of a content a request is for (RFC 9110, sections 13 and 14): conditions first, then the range. */
import type { IncomingHttpHeaders } from 'node:http';

/** What conditions are about. */
export interface ContentState {
  /** Strong, with its quotation marks. */
  readonly etag: string;
  /** Null: not known. */
  readonly modifiedAt: Date | null;
  readonly sizeBytes: number;
}

/** What is to be sent. */
export type ContentPart =
  | { readonly kind: 'not_modified' }
  | { readonly kind: 'whole' }
  | { readonly kind: 'unsatisfiable' }
  /** From the first byte to the last, both included. */
  | { readonly kind: 'part'; readonly first: number; readonly last: number };

const opaqueTags = (list: string): string[] => list.match(/"[\x21\x23-\x7e\x80-\xff]*"/g) ?? [];

/** The text of a date, which tells no more than seconds. */
const dateTextOf = ({ modifiedAt }: ContentState): string | null =>
  modifiedAt === null ? null : modifiedAt.toUTCString();

/**
 * An older date than ours is not enough: whoever was moved back to older content has a newer one, of something else. So
 * dates are compared for equality.
 */
const isKnown = (headers: IncomingHttpHeaders, state: ContentState): boolean => {
  const { 'if-none-match': tags, 'if-modified-since': since } = headers;
  if (tags !== undefined) return tags.trim() === '*' || opaqueTags(tags).includes(state.etag);
  return since !== undefined && since.trim() === dateTextOf(state);
};

/** True where the part that the client has is a part of this content; a weak tag never says so. */
const isContinued = (headers: IncomingHttpHeaders, state: ContentState): boolean => {
  const condition = headers['if-range'];
  if (typeof condition !== 'string') return true;
  const text = condition.trim();
  return text === state.etag || text === dateTextOf(state);
};

const singleRange = /^bytes=[ \t]*(?:(\d{1,15})-(\d{1,15})?|-(\d{1,15}))[ \t]*$/i;

const rangeOf = (header: string, sizeBytes: number): ContentPart => {
  const match = singleRange.exec(header);
  if (match === null) return { kind: 'whole' };
  const [, from, to, suffix] = match;
  const last = to === undefined ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (from === undefined) {
    const length = Number(suffix);
    if (length === 0 || sizeBytes === 0) return { kind: 'unsatisfiable' };
    return { kind: 'part', first: Math.max(0, sizeBytes - length), last };
  }
  const first = Number(from);
  if (to !== undefined && Number(to) < first) return { kind: 'whole' };
  return first < sizeBytes ? { kind: 'part', first, last } : { kind: 'unsatisfiable' };
};

/**
 * Chooses what a GET is answered with; for a HEAD, to which a range means nothing, `not_modified` or `whole`. Several ranges
 * at once, other units, and what cannot be read count as no range; an entity tag that cannot be read matches nothing.
 */
export const chooseContentPart = (
  request: { readonly method: 'GET' | 'HEAD'; readonly headers: IncomingHttpHeaders },
  state: ContentState,
): ContentPart => {
  const { method, headers } = request;
  if (isKnown(headers, state)) return { kind: 'not_modified' };
  const { range } = headers;
  if (method === 'HEAD' || range === undefined || !isContinued(headers, state))
    return { kind: 'whole' };
  return rangeOf(range, state.sizeBytes);
};
