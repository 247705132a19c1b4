/** From roles to their shape in this dialect. */
import type { Role } from '@moorgate/auth';
import type { Static } from 'typebox';
import type { RoleSchema } from './schemas-roles.ts';

const seconds = (instant: Date): number => Math.floor(instant.getTime() / 1_000);

/** The schema `Role`. */
export const toRoleBody = (role: Role): Static<typeof RoleSchema> => ({
  name: role.name,
  description: role.description,
  scopes: [...role.scopes],
  groups: role.groups === null ? null : [...role.groups],
  'created-at': seconds(role.createdAt),
  'created-by': role.createdBy,
  'changed-at': seconds(role.changedAt),
  version: role.version,
});
