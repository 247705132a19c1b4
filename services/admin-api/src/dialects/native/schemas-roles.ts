/** Shapes of requests and answers about roles. */
import { roleGroupsMax } from '@moorgate/auth';
import { UnixSecondsSchema } from '@moorgate/http';
import { Type } from 'typebox';
import { ScopesSchema } from './schemas.ts';

export const RoleNameSchema = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
  description: 'A letter or digit, then up to 63 letters, digits and `. _ -`.',
});

export const RoleParamsSchema = Type.Object({ name: RoleNameSchema });

const GroupsSchema = Type.Union(
  [
    Type.Array(
      Type.String({
        pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$',
        description: 'A group of devices: a value of the label `group`.',
      }),
      { minItems: 1, maxItems: roleGroupsMax, uniqueItems: true },
    ),
    Type.Null(),
  ],
  { description: 'The groups whose devices the role is for; null for every device.' },
);

const content = {
  description: Type.Optional(Type.String({ maxLength: 200 })),
  scopes: ScopesSchema,
  groups: Type.Optional(GroupsSchema),
};

/** What a role shall be. */
export const RoleContentSchema = Type.Object(content, { additionalProperties: false });

/** A role that shall exist. */
export const RoleRequestSchema = Type.Object(
  { name: RoleNameSchema, ...content },
  { additionalProperties: false },
);

/** The roles that a user shall have. */
export const UserRolesSchema = Type.Object(
  { roles: Type.Array(RoleNameSchema, { maxItems: 100, uniqueItems: true }) },
  { additionalProperties: false },
);

export const RoleSchema = Type.Object(
  {
    name: Type.String(),
    description: Type.String(),
    scopes: Type.Array(Type.String()),
    groups: Type.Union([Type.Array(Type.String()), Type.Null()]),
    'created-at': UnixSecondsSchema,
    'created-by': Type.String(),
    'changed-at': UnixSecondsSchema,
    version: Type.Integer({ description: 'Grows by one with each change.' }),
  },
  {
    $id: 'Role',
    description: 'Scopes under a name, for every device or for those of some groups.',
  },
);
