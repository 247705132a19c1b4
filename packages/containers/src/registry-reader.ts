/** Reading images, for code inside. */
import type { Readable } from 'node:stream';

/** A manifest as it was pushed. */
export interface StoredManifest {
  readonly bytes: Buffer;
  readonly mediaType: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
}

/** Content of a repository; whoever asked for it has to read the stream, or to destroy it. */
export interface StoredBlob {
  readonly stream: Readable;
  /** How long the stream is. */
  readonly bytes: number;
}

/** What there is to be read. */
export interface RegistryReader {
  /** The manifest under a tag or a digest; undefined where there is none. */
  manifest(name: string, reference: string): Promise<StoredManifest | undefined>;
  /** The blob of this digest in this repository; undefined where there is none. */
  blob(name: string, digest: string): Promise<StoredBlob | undefined>;
}
