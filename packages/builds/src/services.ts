/** What use cases about builds stand on, beside their context. */
import type { SealingKeys, TokenKeys } from '@moorgate/auth';
import type { BlobStore } from '@moorgate/blobs';

/** Where a repository is. */
export interface RepositoryPlace {
  readonly factory: string;
  readonly repository: string;
}

/** What is read of the repositories of a factory. */
export interface SourceReader {
  /** A file at a revision; undefined where there is no such repository, revision or file. */
  readFile(
    place: RepositoryPlace & { readonly revision: string; readonly path: string },
  ): Promise<Buffer | undefined>;
  /** Where each reference is, by its full name; empty where there is no such repository. */
  listReferences(place: RepositoryPlace): Promise<ReadonlyMap<string, string>>;
  /** The message of a commit; undefined where there is none. */
  readCommit(
    place: RepositoryPlace & { readonly revision: string },
  ): Promise<{ readonly message: string } | undefined>;
}

/** How much one run may leave. */
export interface RunLimits {
  /** Bytes of a console that one attempt writes. */
  readonly consoleBytesMax: number;
  readonly artifactsMax: number;
  readonly artifactBytesMax: number;
  /** Bytes of all artifacts together. */
  readonly artifactsBytesMax: number;
}

/** The limits where an operator sets none. */
export const defaultRunLimits: RunLimits = {
  consoleBytesMax: 67_108_864,
  artifactsMax: 1_000,
  artifactBytesMax: 8_589_934_592,
  artifactsBytesMax: 17_179_869_184,
};

export interface BuildServices {
  /** Of secrets of triggers and builds. */
  readonly sealingKeys: SealingKeys;
  /** Of the tokens of runners, and of the credentials of runs. */
  readonly tokenKeys: TokenKeys;
  readonly blobs: BlobStore;
  /** Null where git is not there. */
  readonly source: SourceReader | null;
  /** The origin under which clients and runners reach this server. */
  readonly serverUrl: string;
  /** `host[:port]` under which images are named. */
  readonly registryHost: string;
  readonly limits: RunLimits;
  /** How many builds one push starts by itself. */
  readonly buildsPerPush: number;
  /** Whether what runs build may use the network. */
  readonly allowsNetwork: boolean;
}

/** The page of a build for people and tools. */
export const buildUrlOf = (
  { serverUrl }: Pick<BuildServices, 'serverUrl'>,
  { factory, buildId }: { readonly factory: string; readonly buildId: number },
): string => `${serverUrl}/projects/${factory}/lmp/builds/${String(buildId)}/`;
