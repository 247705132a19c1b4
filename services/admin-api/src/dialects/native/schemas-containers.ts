/** Shapes of container images. */
import { Type } from 'typebox';

const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';

const RepositorySchema = Type.String({
  pattern: `^${component}(?:/${component})*$`,
  maxLength: 200,
  description: 'The name without its factory; in a path its slashes are encoded.',
});

const DigestSchema = Type.String({ pattern: '^sha(256|512):[0-9a-f]{64,128}$' });

export const ContainerRepositorySchema = Type.Object(
  {
    name: RepositorySchema,
    image: Type.String({ description: 'As engines name it, the host included.' }),
  },
  { $id: 'ContainerRepository' },
);

export const ContainerTagSchema = Type.Object(
  {
    tag: Type.String(),
    digest: DigestSchema,
    'media-type': Type.String(),
    bytes: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
      description:
        'Of its layers and its configuration, as they are stored; null for a list of images.',
    }),
  },
  { $id: 'ContainerTag' },
);

const InstantSchema = Type.Union([Type.String({ format: 'date-time' }), Type.Null()]);
const CountSchema = Type.Integer({ minimum: 0 });

export const ContainerCollectionSchema = Type.Object(
  {
    status: Type.Union([Type.Literal('idle'), Type.Literal('running')]),
    phase: Type.Union(
      [
        Type.Literal('waiting'),
        Type.Literal('marking'),
        Type.Literal('deleting'),
        Type.Literal('reopening'),
        Type.Null(),
      ],
      {
        description:
          '`waiting` for what is under way, `marking` what manifests name, `deleting` the rest, `reopening` for pushes: where that lasts, `error` says why.',
      },
    ),
    'started-at': InstantSchema,
    'finished-at': InstantSchema,
    outcome: Type.Union([Type.Literal('completed'), Type.Literal('failed'), Type.Null()]),
    manifests: CountSchema,
    'blobs-kept': CountSchema,
    'blobs-deleted': CountSchema,
    error: Type.Union([Type.String(), Type.Null()]),
  },
  { $id: 'ContainerCollection' },
);

export const ContainerRepositoryParamsSchema = Type.Object({ repository: RepositorySchema });

export const ContainerManifestParamsSchema = Type.Object({
  repository: RepositorySchema,
  reference: Type.String({
    pattern: '^([A-Za-z0-9_][A-Za-z0-9._-]{0,127}|sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$',
    description: 'A tag, or a digest.',
  }),
});
