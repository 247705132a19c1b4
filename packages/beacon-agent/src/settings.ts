/** What a beacon is told. */
import type { ListenAddress } from '@moorgate/config';
import type { KeyPairFiles } from '@moorgate/http';
import type { Engine } from './engines/engine.ts';
import type { DeviceFiles } from './tunnel/device-files.ts';

export interface BeaconSettings {
  readonly token: string;
  /** What found the engines: `local` or `config`, as `GET /which` says it. */
  readonly driver: 'config' | 'local';
  readonly engines: readonly Engine[];
  /** The folder of `ca.pem`, `cert.pem` and `key.pem` for engines that speak TLS. */
  readonly engineCertificatesDir: string | null;
  /** How many calls each engine may have under way. */
  readonly callsPerEngine: number;
  /** Null for a beacon that waits for nobody. */
  readonly listener: ListenerSettings | null;
  /** Null for a beacon that calls nobody. */
  readonly gateway: GatewaySettings | null;
}

/** The gateway that it keeps a tunnel to. */
export interface GatewaySettings {
  readonly files: DeviceFiles;
  /** How long to wait, about, until it is asked again after it refused this beacon. */
  readonly refusedRetrySeconds: number;
  readonly streamsMax: number;
}

/** Where it waits for servers. */
export interface ListenerSettings {
  readonly address: ListenAddress;
  /** Null for a listener in clear. */
  readonly tls: KeyPairFiles | null;
  readonly insecureHttp: boolean;
  readonly connectionsMax: number;
}
