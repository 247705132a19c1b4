/** Replies with content that is larger than what is held in memory, whole or in part. */
import type { IncomingHttpHeaders } from 'node:http';
import { fault } from '@moorgate/errors';
import { chooseContentPart, type ContentState } from './content-range.ts';
import type { ByteStream, Reply } from './define-endpoint.ts';

/** Content, and how it is read. */
export interface ServedContent extends ContentState {
  readonly mediaType: string;
  /** Beside those that describe the content. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Opens a part that lies within it; without one, all of it. Not called for a HEAD. */
  open(part?: { readonly first: number; readonly last: number }): Promise<ByteStream['bytes']>;
}

/** What an endpoint that answers with content has to declare. */
export const contentHeaders = {
  ETag: 'The version of the content, a strong entity tag.',
  'Accept-Ranges': '`bytes`.',
} as const;

const headersOf = (content: ServedContent): Record<string, string> => ({
  ETag: content.etag,
  ...(content.modifiedAt === null ? {} : { 'Last-Modified': content.modifiedAt.toUTCString() }),
  ...content.headers,
});

/**
 * Answers a GET or a HEAD by what it says of ranges and conditions (RFC 9110, sections 13 and 14): 200 with all of it, 206
 * with one part, or 304; a HEAD has the length that a GET would have. Content is opened before the head is sent, so what
 * cannot be read is no reply. Throws `range_not_satisfiable` for a range beyond its end.
 */
export const contentReply = async (
  request: { readonly method: 'GET' | 'HEAD'; readonly headers: IncomingHttpHeaders },
  content: ServedContent,
): Promise<Reply> => {
  const { sizeBytes } = content;
  const part = chooseContentPart(request, content);
  if (part.kind === 'unsatisfiable')
    throw fault('range_not_satisfiable', { contentBytes: sizeBytes });
  const described = headersOf(content);
  if (part.kind === 'not_modified') return { status: 304, headers: described };
  const headers = { ...described, 'Content-Type': content.mediaType, 'Accept-Ranges': 'bytes' };
  if (request.method === 'HEAD')
    return { status: 200, headers, stream: { bytes: nothing, lengthBytes: sizeBytes } };
  if (part.kind === 'whole')
    return {
      status: 200,
      headers,
      stream: { bytes: await content.open(), lengthBytes: sizeBytes },
    };
  const { first, last } = part;
  return {
    status: 206,
    headers: { ...headers, 'Content-Range': `bytes ${first}-${last}/${sizeBytes}` },
    stream: { bytes: await content.open({ first, last }), lengthBytes: last - first + 1 },
  };
};

const nothing = new Uint8Array(0);
