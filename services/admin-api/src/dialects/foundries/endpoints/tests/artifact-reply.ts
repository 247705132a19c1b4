/** Answers with what a test left. */
import type { IncomingHttpHeaders } from 'node:http';
import { type Artifact, mediaTypeOf } from '@moorgate/device-tests';
import { contentHeaders, contentReply, type Reply, type ResponseDefinition } from '@moorgate/http';

/** What came from a device is saved, never shown: whatever its name says, it must not run as a page of this server. */
export const neverShown = {
  'Content-Disposition': 'attachment',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'private, no-store',
} as const;

/** What an endpoint declares that answers so. */
export const artifactResponses: Readonly<Record<number, ResponseDefinition>> = {
  200: {
    description: 'All of it.',
    streams: 'application/octet-stream',
    headers: contentHeaders,
  },
  206: {
    description: 'A part of it.',
    streams: 'application/octet-stream',
    headers: { ...contentHeaders, 'Content-Range': 'Which part of how many bytes.' },
  },
  304: { description: 'It is what the client has.' },
};

/** All of an artifact or a part of it, with its length, which clients compare with what they read. */
export const artifactReply = (
  headers: IncomingHttpHeaders,
  { name, artifact }: { readonly name: string; readonly artifact: Artifact },
): Promise<Reply> =>
  contentReply(
    { method: 'GET', headers },
    {
      etag: `"${artifact.version}"`,
      modifiedAt: null,
      sizeBytes: artifact.bytes,
      mediaType: mediaTypeOf(name),
      headers: neverShown,
      open: async (part) => (await artifact.open(part)).bytes,
    },
  );
