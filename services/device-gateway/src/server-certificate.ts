/** The gateway's own key and certificate: read from files, and again when they change. */
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { Server } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { Logger } from '@moorgate/observability';
import type { DeviceGatewayConfig } from './config.ts';
import { type KeyPair, secureContextOptions } from './tls-server.ts';

const pollMs = 1_000;

/** Reads both files. Throws one sentence when they cannot be read or do not belong together. */
export const readKeyPair = (config: DeviceGatewayConfig): KeyPair => {
  const { tlsKeyFile, tlsCertificateFile } = config;
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
export interface CertificateWatch {
  /** Takes what the files say now, for new connections; what cannot be used leaves the present pair in place. */
  reload(): void;
  stop(): void;
}

/**
 * Looks at the files every second, which also finds those that are replaced by renaming. While only one of the two has
 * been replaced they do not fit, and the present pair stays until the other follows.
 */
export const watchCertificate = (
  server: Server,
  config: DeviceGatewayConfig,
  log: Logger,
): CertificateWatch => {
  const reload = (): void => {
    try {
      server.setSecureContext(secureContextOptions(config, readKeyPair(config)));
      log.info('certificate reloaded');
    } catch (error) {
      log.error({ err: error }, 'certificate not reloaded; the present one stays');
    }
  };
  const files = [config.tlsKeyFile, config.tlsCertificateFile];
  for (const file of files) watchFile(file, { persistent: false, interval: pollMs }, reload);
  return {
    reload,
    stop: () => {
      for (const file of files) unwatchFile(file, reload);
    },
  };
};
