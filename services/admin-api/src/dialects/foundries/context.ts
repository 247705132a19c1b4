/** What endpoints of this dialect need beside the context of every endpoint. */
import type { Context } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import type { DialectParts } from '../../dialect-parts.ts';

export type FoundriesServices = Pick<
  DialectParts,
  | 'tokenChecks'
  | 'factory'
  | 'blobs'
  | 'ownOrigin'
  | 'sealingKeys'
  | 'targets'
  | 'registry'
  | 'registration'
  | 'certificateFiles'
>;

export type FoundriesContext = Context & FoundriesServices;

/** The same for the part about builds. */
export type ProjectServices = Pick<
  DialectParts,
  'tokenChecks' | 'factory' | 'ownOrigin' | 'builds'
>;

export type ProjectContext = Context & ProjectServices;

/** Passes for the factory of this installation, and where none is named. Throws `factory_not_found`. */
export const requireFactory = (
  { factory }: Pick<FoundriesServices, 'factory'>,
  named: string | undefined,
): void => {
  if (named !== undefined && named !== factory) throw fault('factory_not_found');
};

/** The id of the user who asks. Throws `credentials_required` for anybody else. */
export const userIdOf = ({ principal }: Pick<Context, 'principal'>): string => {
  if (principal.kind !== 'user') throw fault('credentials_required');
  return principal.userId;
};
