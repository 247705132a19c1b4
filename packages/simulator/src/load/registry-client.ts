/** A client of a registry, at an address or at a Unix socket: it pushes and pulls as tools do, and keeps nothing. */
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

/** Where the registry is, and the credential that it takes. */
export interface RegistryPlace {
  /** Of what `node:http` connects to. */
  readonly at: { readonly socketPath: string } | { readonly host: string; readonly port: number };
  /** The `Authorization` of requests for a repository. */
  authorize(repository: string): Promise<string>;
}

/** Content that is one piece again and again, so that nobody has to hold it. */
export interface RepeatedContent {
  readonly piece: Buffer;
  readonly times: number;
  readonly digest: string;
}

/** Every one of them throws for another answer than the one for what was done. */
export interface RegistryClient {
  pushBlob(content: RepeatedContent): Promise<void>;
  pullBlob(content: RepeatedContent): Promise<void>;
  pushManifest(reference: string, manifest: string): Promise<void>;
  pullManifest(reference: string): Promise<void>;
  close(): void;
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | number>>;
}

/** The type of the manifests that are pushed. */
export const manifestType = 'application/vnd.oci.image.manifest.v1+json';

const sendPieces = (outgoing: ClientRequest, { piece, times }: RepeatedContent): Promise<void> =>
  pipeline(Readable.from(Array.from({ length: times }, () => piece)), outgoing);

const countBytes = async (answer: IncomingMessage): Promise<number> => {
  let bytes = 0;
  for await (const piece of answer as AsyncIterable<Buffer>) bytes += piece.length;
  return bytes;
};

/** Opens it for one repository, over one connection that is kept. */
export const openRegistryClient = async (
  { at, authorize }: RegistryPlace,
  repository: string,
): Promise<RegistryClient> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const authorization = await authorize(repository);
  const base = `/v2/${repository}`;

  const ask = async (
    { method, path, status, headers = {} }: Asked,
    send: (outgoing: ClientRequest) => unknown = (outgoing) => outgoing.end(),
  ): Promise<IncomingMessage> => {
    const all = { ...headers, authorization, accept: manifestType };
    const outgoing = request({ ...at, agent, method, path, headers: all });
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      outgoing.once('response', resolve).once('error', reject);
    });
    await send(outgoing);
    const answer = await answered;
    if (answer.statusCode === status) return answer;
    const said = await text(answer);
    throw new Error(
      `the registry answered ${method} ${path} with ${answer.statusCode}: ${said.slice(0, 200)}`,
    );
  };
  const settle = async (asked: Asked, send?: (outgoing: ClientRequest) => unknown) => {
    const answer = await ask(asked, send);
    answer.resume();
    return String(answer.headers.location ?? '');
  };

  return {
    pushBlob: async (content) => {
      const { piece, times, digest } = content;
      const begun = { method: 'POST', path: `${base}/blobs/uploads/`, status: 202 };
      const place = await settle({ ...begun, headers: { 'content-length': 0 } });
      const headers = {
        'content-type': 'application/octet-stream',
        'content-length': piece.length * times,
      };
      const sent = { method: 'PATCH', path: place, status: 202, headers };
      const end = await settle(sent, (outgoing) => sendPieces(outgoing, content));
      const path = `${end}&digest=${digest}`;
      await settle({ method: 'PUT', path, status: 201, headers: { 'content-length': 0 } });
    },
    pullBlob: async ({ piece, times, digest }) => {
      const answer = await ask({ method: 'GET', path: `${base}/blobs/${digest}`, status: 200 });
      const bytes = await countBytes(answer);
      if (bytes !== piece.length * times) throw new Error('a blob came in part');
    },
    pushManifest: async (reference, manifest) => {
      const headers = { 'content-type': manifestType, 'content-length': manifest.length };
      const path = `${base}/manifests/${reference}`;
      await settle({ method: 'PUT', path, status: 201, headers }, (outgoing) =>
        outgoing.end(manifest),
      );
    },
    pullManifest: async (reference) => {
      const path = `${base}/manifests/${reference}`;
      await countBytes(await ask({ method: 'GET', path, status: 200 }));
    },
    close: () => agent.destroy(),
  };
};
