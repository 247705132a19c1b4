/** What `moorgate up` was told. */
import type { ListenAddress } from '@moorgate/config';
import type { DataDirectory } from '../data-directory.ts';

/** Options of the command and what the environment adds to them. */
export interface UpSettings {
  readonly directory: DataDirectory;
  readonly databaseUrl: string | undefined;
  readonly adminPassword: string | undefined;
  readonly adminAddr: ListenAddress;
  readonly gatewayAddr: ListenAddress;
  /** Where each service answers those who watch it; nowhere unless given. */
  readonly adminMetricsAddr?: ListenAddress;
  readonly gatewayMetricsAddr?: ListenAddress;
  readonly dnsNames: readonly string[];
  readonly factory: string;
  /** Absent: as many as the gateway finds right. */
  readonly gatewayWorkers?: number;
  readonly insecureHttp: boolean;
  readonly json: boolean;
}
