/** SQL on `user_roles`: who has which role. */
import { type RawBuilder, sql } from 'kysely';

/** What a role gives to somebody who has it. */
export interface GrantedRoleRow {
  readonly scopes: string[];
  readonly device_groups: string[] | null;
}

/** An expression: what the roles of the user give whose id is in this column, as one list, looked up by that id. */
export const rolesOfUser = (userId: string): RawBuilder<GrantedRoleRow[]> =>
  sql<GrantedRoleRow[]>`(
    select coalesce(jsonb_agg(jsonb_build_object('scopes', r.scopes, 'device_groups', r.device_groups)), '[]')
    from user_roles ur join roles r on r.id = ur.role_id
    where ur.user_id = ${sql.ref(userId)}
  )`;
