/** The endpoints about roles, in the order of the documentation. */
import type { AnyEndpoint } from '@moorgate/http';
import { changeRoleEndpoint } from './change-role.ts';
import { changeUserRolesEndpoint } from './change-user-roles.ts';
import { createRoleEndpoint } from './create-role.ts';
import { deleteRoleEndpoint } from './delete-role.ts';
import { findRoleEndpoint } from './find-role.ts';
import { findUserRolesEndpoint } from './find-user-roles.ts';
import { listRolesEndpoint } from './list-roles.ts';

/** Roles, and who has them. */
export const roleEndpoints: readonly AnyEndpoint[] = [
  listRolesEndpoint,
  createRoleEndpoint,
  findRoleEndpoint,
  changeRoleEndpoint,
  deleteRoleEndpoint,
  findUserRolesEndpoint,
  changeUserRolesEndpoint,
];
