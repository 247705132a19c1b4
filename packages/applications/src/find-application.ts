/** Finding the application that a client means, by its id or its name. */
import type { Context } from '@moorgate/auth';
import { callerIdOf } from '@moorgate/beacons';
import {
  type ApplicationRow,
  type Db,
  findApplicationById,
  findApplicationByName,
  findApplicationLevelByUser,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';

/** An application with the level of whoever asks; null for none. */
interface ResolvedApplication {
  readonly application: ApplicationRow;
  readonly level: number | null;
}

const find = (db: Db, text: string): Promise<ApplicationRow | undefined> => {
  if (!/^[+-]?\d+$/.test(text)) return findApplicationByName(db, text);
  const id = Number(text);
  return Number.isSafeInteger(id) ? findApplicationById(db, id) : Promise.resolve(undefined);
};

/** The application of this id, or of this name where the text is no number. Throws `application_not_found`. */
export const resolveApplication = async (
  ctx: Pick<Context, 'db' | 'principal'>,
  text: string,
): Promise<ResolvedApplication> => {
  const application = await find(ctx.db, text);
  if (application === undefined) throw fault('application_not_found');
  const userId = callerIdOf(ctx);
  const level =
    userId === null
      ? null
      : await findApplicationLevelByUser(ctx.db, { applicationId: application.id, userId });
  return { application, level };
};

/** The application, if whoever asks may change it. Throws `application_not_found` and `application_forbidden`. */
export const requireChangeableApplication = async (
  ctx: Pick<Context, 'db' | 'principal'>,
  text: string,
): Promise<ApplicationRow> => {
  const { application, level } = await resolveApplication(ctx, text);
  if ((level ?? -1) < 1) throw fault('application_forbidden');
  return application;
};
