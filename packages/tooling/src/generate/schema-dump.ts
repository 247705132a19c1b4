/** `packages/db/schema.sql`: the schema that the migrations make, to be read and reviewed in one place. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dumpSchema, migrate, openDatabase } from '@moorgate/db';
import { startPostgres } from '@moorgate/postgres';
import type { Generator } from './generator.ts';

/** Runs the migrations on an empty server of its own and dumps what they made. */
const produceDump = async (): Promise<string> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'moorgate-schema-'));
  try {
    const server = await startPostgres({ dataDir, settings: { fsync: 'off' } });
    const db = openDatabase({ url: server.url, applicationName: 'moorgate-schema', poolSize: 1 });
    try {
      await migrate(db);
      return await dumpSchema(db);
    } finally {
      await db.destroy();
      await server.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
};

/** Writes the dump. */
export const schemaGenerator: Generator = {
  name: 'schema',
  produce: async () => [{ path: 'packages/db/schema.sql', text: await produceDump() }],
};
