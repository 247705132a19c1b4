/** The process of the admin API. */
import { readAdminApiConfig } from './config.ts';
import { startAdminApi } from './start-admin-api.ts';

const main = async (): Promise<void> => {
  const api = await startAdminApi(readAdminApiConfig());
  let stopping: Promise<void> | undefined;
  const stop = (): void => {
    stopping ??= api.close().finally(() => process.exit());
  };
  // SIGHUP is what a terminal sends that is closed.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, stop);
  // A parent that dies, in whatever way, closes the channel.
  process.once('disconnect', stop);
  process.send?.({ event: 'ready', url: api.url, metricsUrl: api.metricsUrl });
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
