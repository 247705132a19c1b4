/** Every generator of committed files, by the name that `fix.ts` takes. */
import type { Generator } from './generator.ts';

/** Loaded when it is used: what cannot be loaded must not keep the others from working. */
const loaded = (name: string, load: () => Promise<Generator>): Generator => ({
  name,
  produce: async (root) => (await load()).produce(root),
});

/** The slowest first. */
export const generators: readonly Generator[] = [
  loaded('schema', async () => (await import('./schema-dump.ts')).schemaGenerator),
  loaded('openapi', async () => (await import('./openapi-documents.ts')).openApiGenerator),
  loaded('client', async () => (await import('./client-types.ts')).clientTypesGenerator),
  loaded('config', async () => (await import('./config-table.ts')).configGenerator),
  loaded('errors', async () => (await import('./errors-page.ts')).errorsGenerator),
];
