/** The wire shapes of service accounts. */
import { UnixSecondsSchema } from '@moorgate/http';
import { type Static, Type } from 'typebox';
import { RoleNameSchema } from './schemas-roles.ts';
import { ScopesSchema, UsernameSchema } from './schemas.ts';

const nameSchema = {
  ...UsernameSchema,
  description:
    'Among the names of users: a letter or digit, then up to 63 letters, digits and `. _ @ -`.',
};
const rolesSchema = Type.Array(RoleNameSchema, { maxItems: 100, uniqueItems: true });
const ownerSchema = { ...UsernameSchema, description: 'The person who answers for it.' };

/** The path parameter of one service account. */
export const ServiceAccountParamsSchema = Type.Object({ name: nameSchema });

/** A service account that is to be made. */
export const ServiceAccountRequestSchema = Type.Object(
  {
    name: nameSchema,
    scopes: ScopesSchema,
    roles: Type.Optional(rolesSchema),
    owner: Type.Optional({
      ...ownerSchema,
      description: 'The person who answers for it; whoever asks, unless said.',
    }),
  },
  { $id: 'ServiceAccountRequest', additionalProperties: false },
);

/** What may be changed of a service account. */
export const ServiceAccountChangeSchema = Type.Object(
  {
    scopes: Type.Optional(ScopesSchema),
    roles: Type.Optional(rolesSchema),
    owner: Type.Optional(ownerSchema),
  },
  { $id: 'ServiceAccountChange', additionalProperties: false },
);

/** A service account. */
export const ServiceAccountSchema = Type.Object(
  {
    name: Type.String(),
    owner: Type.String({ description: 'The person who answers for it.' }),
    usable: Type.Boolean({
      description: 'False where the owner was deactivated: its tokens are refused.',
    }),
    scopes: Type.Array(Type.String(), {
      description:
        'What it was given beside its roles; it can do no more than its owner at the moment.',
    }),
    roles: Type.Array(Type.String(), { description: 'Their names.' }),
    'created-at': UnixSecondsSchema,
    'created-by': Type.String(),
  },
  { $id: 'ServiceAccount', description: 'A user that is a program.' },
);
export type ServiceAccountBody = Static<typeof ServiceAccountSchema>;
