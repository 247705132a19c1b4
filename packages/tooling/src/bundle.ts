/** `bundle`: the last step of a build, which lets the services start in a third of the time, and makes the web console. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleConsole } from './bundle/bundle-console.ts';
import { bundleService } from './bundle/bundle-service.ts';
import { repositoryRoot } from './repository.ts';

const services = ['admin-api', 'container-registry', 'device-gateway'];
const kept = ['koffi', 'graphene-pk11', 'node-webcrypto-p11'];

await Promise.all([
  bundleConsole(join(repositoryRoot, 'packages/console')),
  ...services.map(async (name) => {
    const folder = join(repositoryRoot, 'services', name);
    await rm(join(folder, 'dist/bundle'), { recursive: true, force: true });
    await bundleService({ folder, kept });
  }),
]);
