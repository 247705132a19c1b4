/** Shapes of Git repositories. */
import { UnixSecondsSchema } from '@moorgate/http';
import { branchNamePattern, repositoryNamePattern } from '@moorgate/source';
import { Type } from 'typebox';

const NameSchema = Type.String({ pattern: repositoryNamePattern });
const BranchSchema = Type.String({
  pattern: branchNamePattern,
  description: 'The branch that is cloned and shown; nobody deletes it.',
});
const KeepsHistorySchema = Type.Boolean({
  description: 'No reference is moved but forward, whoever pushes.',
});

export const SourceRepositorySchema = Type.Object(
  {
    name: NameSchema,
    url: Type.String({ description: 'Where it is cloned from.' }),
    'default-branch': BranchSchema,
    'keeps-history': KeepsHistorySchema,
    bytes: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
      description: 'On the disk, as measured last; null where nothing was ever pushed.',
    }),
    'created-at': UnixSecondsSchema,
    'created-by': Type.String(),
    'pushed-at': Type.Union([UnixSecondsSchema, Type.Null()]),
  },
  { $id: 'SourceRepository' },
);

export const SourceRepositoryRequestSchema = Type.Object(
  {
    name: NameSchema,
    'default-branch': Type.Optional(BranchSchema),
    'keeps-history': Type.Optional(KeepsHistorySchema),
  },
  { $id: 'SourceRepositoryRequest', additionalProperties: false },
);

export const SourceRepositoryChangeSchema = Type.Object(
  { 'default-branch': BranchSchema },
  { $id: 'SourceRepositoryChange', additionalProperties: false },
);

export const SourceRepositoryParamsSchema = Type.Object({ name: NameSchema });
