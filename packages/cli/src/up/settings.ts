/** What `moorgate up` was told. */
import type { PasswordPolicy } from '@moorgate/auth';
import { isLoopback, type ListenAddress } from '@moorgate/config';
import type { DataDirectory } from '../data-directory.ts';

/** Options of the command and what the environment adds to them. */
export interface UpSettings {
  readonly directory: DataDirectory;
  readonly databaseUrl: string | undefined;
  readonly adminPassword: string | undefined;
  /** The rules that the password of the first administrator follows; the usual ones unless given. */
  readonly passwordPolicy?: PasswordPolicy;
  readonly adminAddr: ListenAddress;
  /** Where the admin API answers clients that show a certificate; nowhere unless given. */
  readonly adminMtlsAddr?: ListenAddress;
  readonly gatewayAddr: ListenAddress;
  /** Where each service answers those who watch it; nowhere unless given. */
  readonly adminMetricsAddr?: ListenAddress;
  readonly gatewayMetricsAddr?: ListenAddress;
  /** Where checkpoints of the audit chain are appended, if not in the data directory. */
  readonly auditCheckpointFile?: string | undefined;
  readonly dnsNames: readonly string[];
  readonly factory: string;
  /** Absent: as many as the gateway finds right. */
  readonly gatewayWorkers?: number;
  /** Let the admin API speak HTTPS on loopback too; elsewhere it does anyhow. */
  readonly adminHttps: boolean;
  /** Let it speak in clear beyond loopback. */
  readonly insecureHttp: boolean;
  readonly json: boolean;
  /** The path of git; absent where the environment names one, and where there is none. */
  readonly gitProgram?: string | undefined;
  /** The registry that was started beside the services; null or absent where none was. */
  readonly registryUrl?: string | null;
}

/** How operators reach the admin API: in clear on loopback, where a terminal and a browser reach it, HTTPS everywhere else. */
export const speaksHttps = ({
  adminAddr,
  adminHttps,
  insecureHttp,
}: Pick<UpSettings, 'adminAddr' | 'adminHttps' | 'insecureHttp'>): boolean =>
  adminHttps || (!insecureHttp && !isLoopback(adminAddr));
