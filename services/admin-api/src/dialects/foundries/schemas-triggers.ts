/** The wire shapes of triggers. */
import { Type } from 'typebox';
import { FactoryParamsSchema } from './schemas.ts';

const TextOrNullSchema = Type.Union([Type.String({ maxLength: 2_048 }), Type.Null()]);

/** A trigger; the values of its secrets are nowhere. */
export const TriggerSchema = Type.Object(
  {
    id: Type.Integer(),
    type: Type.String(),
    user: Type.String(),
    project: Type.String(),
    definition_repo: TextOrNullSchema,
    definition_file: TextOrNullSchema,
    queue_priority: Type.Integer(),
    secrets: Type.Array(Type.Object({ name: Type.String() })),
  },
  { $id: 'BuildTrigger' },
);

/** A trigger as it is sent; what is left out stays. */
export const TriggerChangeSchema = Type.Object(
  {
    type: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' })),
    definition_repo: Type.Optional(TextOrNullSchema),
    definition_file: Type.Optional(TextOrNullSchema),
    queue_priority: Type.Optional(Type.Integer({ minimum: -1_000, maximum: 1_000 })),
    secrets: Type.Optional(
      Type.Array(
        Type.Object({
          name: Type.String(),
          value: Type.Union([Type.String(), Type.Null()], {
            description: 'Null takes the secret away.',
          }),
        }),
        { maxItems: 200 },
      ),
    ),
  },
  { $id: 'BuildTriggerChange' },
);

/** The path parameters of a trigger. */
export const TriggerParamsSchema = Type.Object({
  ...FactoryParamsSchema.properties,
  trigger: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
});
