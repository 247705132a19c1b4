/** Whose secrets the builds of pushes get. */
import { type Db, listBuildTriggers } from '@moorgate/db';

/** The oldest trigger of a factory, which tools make when a first secret is set; null where there is none. */
export const findPushTrigger = async (db: Db, factory: string): Promise<number | null> => {
  const [oldest] = await listBuildTriggers(db, factory);
  return oldest?.id ?? null;
};
