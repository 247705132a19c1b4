/** The wire shapes of metadata and of certificates. */
import { Type } from 'typebox';
import { ChangeMetaSchema, FactoryParamsSchema, flagField } from './schemas.ts';

/** A file of the metadata. */
export const MetadataParamsSchema = Type.Object({
  ...FactoryParamsSchema.properties,
  file: Type.String({
    pattern: '^(?:(?:targets|snapshot|timestamp|root)|[1-9][0-9]{0,8}\\.root)\\.json$',
    description:
      '`targets.json`, `snapshot.json`, `timestamp.json`, `root.json` for the newest root, or `<n>.root.json`.',
  }),
});

/** Of which targets. */
export const MetadataQuerySchema = Type.Object({
  tag: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 128,
      description: 'Targets of this tag alone; roots are the same for all.',
    }),
  ),
  production: flagField('those for production, of which there are none; roots are the same.'),
});

/** Which sets are asked for. */
export const TaggedQuerySchema = Type.Object({
  tag: Type.Optional(Type.String({ description: 'Tags, separated by commas.' })),
});

/** Which sets are asked for. */
export const NamedQuerySchema = Type.Object({
  name: Type.Optional(Type.String({ description: 'Names, separated by commas.' })),
});

/** A key that signs. */
export const PublicKeySchema = Type.Object(
  { keytype: Type.String(), keyval: Type.Object({ public: Type.String() }) },
  { $id: 'PublicKey' },
);

const pem = (description: string) => Type.Optional(Type.String({ description }));

/** The certificates of a factory. */
export const FactoryCertificatesSchema = Type.Object(
  {
    'root-crt': pem('By which devices know the gateway, in PEM.'),
    'ca-crt': pem('The CAs whose devices may connect, in PEM, one after the other.'),
    'tls-crt': pem('Of the gateway, in PEM, where this server has it.'),
    'est-tls-crt': pem('Of the server at which devices renew theirs: the gateway.'),
    'disabled-ca-serials': Type.Array(Type.String(), {
      description: 'CAs that were retired: their serial numbers, in decimal digits.',
    }),
    'change-meta': ChangeMetaSchema,
  },
  { $id: 'FactoryCertificates' },
);
