/** Requests over connections that are kept, as several benchmarks need them. */
import type { DeviceServer } from '../lab/device-servers.ts';
import type { LoadJob, LoadResult } from '../load/messages.ts';
import type { Usage } from '../measure/usage.ts';
import type { Load } from '../processes/load.ts';

/** How many, over how many connections, and what is special about them. */
export interface KeptRequests extends Pick<
  LoadJob & { kind: 'requests' },
  'count' | 'report' | 'everyMs' | 'ask'
> {
  readonly connections: number;
}

/** Measures the requests; handshakes and the first requests are not counted. */
export const sampleKeptRequests = async (
  load: Load,
  server: DeviceServer,
  { connections, ...requests }: KeptRequests,
): Promise<Usage & { readonly result: LoadResult }> => {
  const job = { kind: 'requests', ...requests } as const;
  await load.run({ kind: 'connect', port: server.port, connections });
  await load.run({ ...job, count: Math.ceil(job.count / 10) });
  const usage = await server.measure(job.count, () => load.run(job));
  await load.run({ kind: 'disconnect' });
  return usage;
};
