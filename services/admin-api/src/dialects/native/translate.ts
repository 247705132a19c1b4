/** From entities to the shapes of this dialect: names with hyphens, times as Unix seconds. */
import type { Grant, Scope, StartedSession, User, UserPrincipal } from '@moorgate/auth';
import type { Static } from 'typebox';
import type { SelfSchema, SessionSchema, UserSchema } from './schemas.ts';

const seconds = (instant: Date): number => Math.floor(instant.getTime() / 1_000);

const secondsOrNull = (instant: Date | null): number | null =>
  instant === null ? null : seconds(instant);

/** The schema `User`. */
export const toUserBody = (user: User): Static<typeof UserSchema> => ({
  username: user.username,
  scopes: [...user.scopes],
  roles: [...user.roles],
  'created-at': seconds(user.createdAt),
  'created-by': user.createdBy,
  'password-changed-at': secondsOrNull(user.passwordChangedAt),
  'deactivated-at': secondsOrNull(user.deactivatedAt),
});

/** The schema `Self`; `listScopes` makes the shortest list of what a set of scopes allows. */
export const toSelfBody = (
  principal: UserPrincipal,
  listScopes: (scopes: Grant['scopes']) => Scope[],
): Static<typeof SelfSchema> => ({
  username: principal.username,
  scopes: listScopes(principal.scopes),
  grants: principal.grants.map(({ scopes, groups }) => ({
    scopes: listScopes(scopes),
    groups: groups === null ? null : [...groups].sort(),
  })),
  credential: {
    kind: principal.credential.kind === 'session' ? 'session' : 'token',
    id: principal.credential.tokenId,
  },
});

/** The schema `Session`, without the secret, which goes into the cookie. */
export const toSessionBody = (session: StartedSession): Static<typeof SessionSchema> => ({
  username: session.username,
  'expires-at': seconds(session.expiresAt),
});
