/** A server's own key and certificate: read from files, and again when they change. */
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { Logger } from '@moorgate/observability';

/** Where the two are, in PEM; the certificate may bring its chain. */
export interface KeyPairFiles {
  readonly tlsKeyFile: string;
  readonly tlsCertificateFile: string;
}

/** A private key and the certificate chain for it, in PEM. */
export interface KeyPair {
  readonly key: Buffer;
  readonly cert: Buffer;
}

const pollMs = 1_000;

/** Reads both files. Throws one sentence when they cannot be read or do not belong together. */
export const readKeyPair = ({ tlsKeyFile, tlsCertificateFile }: KeyPairFiles): KeyPair => {
  try {
    const pair = { key: readFileSync(tlsKeyFile), cert: readFileSync(tlsCertificateFile) };
    createSecureContext(pair);
    return pair;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `the key ${tlsKeyFile} and the certificate ${tlsCertificateFile} cannot be used: ${reason}`,
      { cause: error },
    );
  }
};

/** Watches the files of a running server. */
export interface KeyPairWatch {
  /** Takes what the files say now, for new connections; what cannot be used leaves the present pair in place. */
  reload(): void;
  stop(): void;
}

/**
 * Looks at the files every second, which also finds those that are replaced by renaming, and gives each pair that can be
 * used to `apply`. While only one of the two has been replaced they do not fit, and the present pair stays until the other
 * follows.
 */
export const watchKeyPair = (
  files: KeyPairFiles,
  apply: (pair: KeyPair) => void,
  log: Logger,
): KeyPairWatch => {
  const reload = (): void => {
    try {
      apply(readKeyPair(files));
      log.info('certificate reloaded');
    } catch (error) {
      log.error({ err: error }, 'certificate not reloaded; the present one stays');
    }
  };
  const paths = [files.tlsKeyFile, files.tlsCertificateFile];
  for (const path of paths) watchFile(path, { persistent: false, interval: pollMs }, reload);
  return {
    reload,
    stop: () => {
      for (const path of paths) unwatchFile(path, reload);
    },
  };
};
