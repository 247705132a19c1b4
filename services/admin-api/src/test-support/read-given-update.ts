/** What update a device is given, as tests ask. */
import type { TestApp } from './test-app.ts';

/** The id and the name of it; both null while there is none. */
export const readGivenUpdate = (
  app: TestApp,
  uuid: string,
): Promise<{ readonly id: string | null; readonly name: string | null }> =>
  app.db
    .selectFrom('devices as d')
    .leftJoin('updates as u', 'u.id', 'd.update_id')
    .select(['u.id', 'u.name'])
    .where('d.uuid', '=', uuid)
    .executeTakeFirstOrThrow();
