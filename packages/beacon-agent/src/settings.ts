/** What a beacon is told. */
import type { ListenAddress } from '@moorgate/config';
import type { KeyPairFiles } from '@moorgate/http';
import type { Engine } from './engines/engine.ts';

export interface BeaconSettings {
  readonly token: string;
  /** What found the engines: `local` or `config`, as `GET /which` says it. */
  readonly driver: 'config' | 'local';
  readonly engines: readonly Engine[];
  /** The folder of `ca.pem`, `cert.pem` and `key.pem` for engines that speak TLS. */
  readonly engineCertificatesDir: string | null;
  /** How many calls each engine may have under way. */
  readonly callsPerEngine: number;
  readonly listener: ListenerSettings;
}

/** Where it waits for servers. */
export interface ListenerSettings {
  readonly address: ListenAddress;
  /** Null for a listener in clear. */
  readonly tls: KeyPairFiles | null;
  readonly insecureHttp: boolean;
  readonly connectionsMax: number;
}
