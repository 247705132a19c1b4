/** What a run was measured on. */
import { availableParallelism, cpus, release, totalmem } from 'node:os';

/** The facts that figures mean nothing without, as pairs of a name and a value. */
export const describeMachine = (postgres: {
  readonly version: string;
  readonly settings: string;
}): Readonly<Record<string, string>> => ({
  Processor: `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores`,
  Memory: `${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
  Kernel: `Linux ${release()}`,
  Node: `${process.version}, OpenSSL ${process.versions.openssl}`,
  PostgreSQL: postgres.version,
  'its settings': postgres.settings,
});
