/** The process of the device gateway. */
import { readDeviceGatewayConfig } from './config.ts';
import { startGateway } from './start-gateway.ts';

const main = async (): Promise<void> => {
  const gateway = await startGateway(readDeviceGatewayConfig());
  let stopping: Promise<void> | undefined;
  const stop = (): void => {
    stopping ??= gateway.close().finally(() => process.exit());
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.on('SIGHUP', gateway.reloadCertificate);
  // A parent that dies, in whatever way, closes the channel.
  process.once('disconnect', stop);
  process.send?.({ event: 'ready', url: gateway.url });
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
