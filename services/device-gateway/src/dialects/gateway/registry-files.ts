/** Manifests and blobs of apps, as container engines ask for them (OCI Distribution 1.1, pulling). */
import { smallFileBytesMax, type Downloads, type UpdateFile } from '@moorgate/delivery';
import { fault } from '@moorgate/errors';
import { contentHeaders, contentReply, type Reply, type RequestDefinition } from '@moorgate/http';
import { Type } from 'typebox';
import type { GatewayContext } from './context.ts';
import { describeFile } from './served-files.ts';

/** The two kinds of content of a registry. */
export type RegistryContent = 'manifests' | 'blobs';

const folder = 'apps/blobs/sha256/';
const digestPattern = /^sha256:([0-9a-f]{64})$/;
const bytesType = 'application/octet-stream';

const parameters = {
  params: Type.Object({
    repository: Type.String({
      minLength: 1,
      description: 'The name of the repository, with its slashes. It decides nothing.',
    }),
    digest: Type.String({ minLength: 1, description: '`sha256:` and 64 hexadecimal digits.' }),
  }),
  query: Type.Object({
    token: Type.Optional(
      Type.String({ description: 'What `POST /app-proxy-url` gave; the only credential here.' }),
    ),
  }),
} satisfies RequestDefinition;

/** What all operations on content of the registry have in common. */
export const registryParts = {
  tag: 'Updates',
  access: { admits: ['anonymous', 'device'] },
  request: parameters,
} as const;

const registryHeaders = {
  ...contentHeaders,
  'Docker-Content-Digest': 'The digest of the content.',
} as const;

/** What a GET of content declares. */
export const registryResponses = {
  200: { description: 'All of it.', streams: bytesType, headers: registryHeaders },
  206: {
    description: 'A part of it.',
    streams: bytesType,
    headers: { ...registryHeaders, 'Content-Range': 'Which part of how many bytes.' },
  },
  304: { description: 'It is what the client has.' },
} as const;

/** What a HEAD of content declares. */
export const registryHeadResponses = {
  200: {
    description: 'It is there.',
    streams: bytesType,
    headers: { ...registryHeaders, 'Content-Length': 'How many bytes it has.' },
  },
  304: { description: 'It is what the client has.' },
} as const;

/** The types that manifests give themselves; whatever else one says is not repeated in a header. */
const manifestTypes: ReadonlySet<unknown> = new Set([
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
]);

const typeOfManifest = (content: Buffer): string => {
  try {
    const manifest = JSON.parse(content.toString('utf8')) as Record<string, unknown> | null;
    const { mediaType } = manifest ?? {};
    if (manifestTypes.has(mediaType)) return mediaType as string;
    // The field is optional in OCI's form (image-spec 1.1, manifest.md).
    if (manifest?.['schemaVersion'] !== 2) return bytesType;
    const kind = Array.isArray(manifest['manifests']) ? 'index' : 'manifest';
    return `application/vnd.oci.image.${kind}.v1+json`;
  } catch {
    return bytesType;
  }
};

const mediaTypeOf = async (
  downloads: Downloads,
  content: RegistryContent,
  file: UpdateFile,
): Promise<string> =>
  content === 'manifests' && file.bytes <= smallFileBytesMax
    ? typeOfManifest(await downloads.read(file))
    : bytesType;

/** A request for content, checked as far as its form goes. */
export interface RegistryRequest {
  readonly method: 'GET' | 'HEAD';
  readonly content: RegistryContent;
  readonly digest: string;
  readonly token: string | undefined;
}

/** Answers for the content of this digest in the update of the device whose token it is. */
export const answerRegistry = async (
  ctx: GatewayContext,
  { method, content, digest, token }: RegistryRequest,
): Promise<Reply> => {
  const { downloads, registry } = ctx.services;
  const device = await registry.tokens.admit(token, ctx.holdRequest);
  const hex = digestPattern.exec(digest)?.[1];
  if (hex === undefined) throw fault('update_file_not_found');
  const file = await downloads.find(device, folder + hex);
  // What an archive calls so without being it is not there.
  if (file.sha256 !== hex) throw fault('update_file_not_found');
  const described = describeFile(downloads, file, { isImmutable: true });
  const { headers } = ctx;
  return contentReply(
    { method, headers },
    {
      ...described,
      headers: { ...described.headers, 'Docker-Content-Digest': digest },
      mediaType: await mediaTypeOf(downloads, content, file),
    },
  );
};
