/** The process that keeps the registry. */
import { readContainerRegistryConfig } from './config.ts';
import { startContainerRegistry } from './start-container-registry.ts';

/** Whoever may enter the folder of the sockets may write to them, the group of the admin API that is; others may nothing. */
const umask = 0o007;

const main = async (): Promise<void> => {
  process.umask(umask);
  const registry = await startContainerRegistry(readContainerRegistryConfig());
  let stopping: Promise<void> | undefined;
  const stop = (): void => {
    stopping ??= registry.close().finally(() => process.exit());
  };
  // SIGHUP is what a terminal sends that is closed.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, stop);
  // A parent that dies, in whatever way, closes the channel.
  process.once('disconnect', stop);
  void registry.broken.then((reason) => {
    if (stopping !== undefined) return;
    process.stderr.write(`the registry ended (${reason})\n`);
    process.exit(1);
  });
  process.send?.({ event: 'ready', url: registry.url, workers: [registry.pid()] });
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
