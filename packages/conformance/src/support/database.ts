/** The database of a product, as those see it who log in to it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runStatement } from '@moorgate/testing';
import type { Product } from './product.ts';

const logInAs = async (product: Product, user: string, secret: string): Promise<string> => {
  const { databaseUrl, dataDir } = product.ready;
  const url = new URL(databaseUrl);
  url.username = user;
  url.password = (await readFile(join(dataDir, 'keys', secret), 'utf8')).trim();
  return url.href;
};

/** The address with which a gateway logs in. */
export const gatewayDatabaseUrl = (product: Product): Promise<string> =>
  logInAs(product, 'moorgate_gateway', 'database-moorgate_gateway');

/** The address with which an admin API logs in. */
export const adminDatabaseUrl = (product: Product): Promise<string> =>
  logInAs(product, 'moorgate_admin', 'database-moorgate_admin');

/** The superuser's address, of a product with a PostgreSQL of its own. */
export const ownerDatabaseUrl = (product: Product): Promise<string> =>
  logInAs(product, 'moorgate', 'postgres');

/**
 * The table that the upload of the routes for tests writes to. A denial destroys what devices wrote in its own transaction;
 * here a trigger stands in for its statement.
 */
const testWrites = `
  create table test_writes (id uuid primary key, device_uuid uuid not null, file_id uuid);
  grant insert, select on test_writes to moorgate_gateway;
  grant select, delete on test_writes to moorgate_admin;
  create function destroy_test_writes() returns trigger language plpgsql security definer as $$
  begin
    delete from test_writes where device_uuid = new.uuid;
    return null;
  end $$;
  create trigger destroy_test_writes after update on devices for each row
  when (old.denied_at is null and new.denied_at is not null) execute function destroy_test_writes();`;

/** Makes the table that the upload of the routes for tests writes to. */
export const createTestWrites = async (ownerUrl: string): Promise<void> => {
  await runStatement(ownerUrl, testWrites);
};
