/** The process of the device gateway. */
import { runGateway } from './supervisor/run-gateway.ts';

runGateway().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
