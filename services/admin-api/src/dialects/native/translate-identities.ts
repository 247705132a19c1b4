/** From identities and login providers to the shapes of this dialect. */
import type { Identity } from '@moorgate/auth';
import type { Static } from 'typebox';
import type { LoginProvider } from '../../login/login-provider.ts';
import type { IdentitySchema, LoginProviderSchema } from './schemas-identities.ts';

const seconds = (instant: Date): number => Math.floor(instant.getTime() / 1_000);

/** The schema `LoginProvider`. */
export const toLoginProviderBody = ({
  id,
  kind,
  title,
}: LoginProvider): Static<typeof LoginProviderSchema> => ({
  id,
  kind,
  title,
  'login-path': `/auth/login/${id}`,
});

/** The schema `Identity`. */
export const toIdentityBody = (identity: Identity): Static<typeof IdentitySchema> => ({
  provider: identity.provider,
  subject: identity.subject,
  login: identity.login,
  'linked-at': seconds(identity.linkedAt),
  'last-login-at': identity.lastLoginAt === null ? null : seconds(identity.lastLoginAt),
});
