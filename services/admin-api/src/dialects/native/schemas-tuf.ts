/** Shapes of metadata of The Update Framework. */
import { Type } from 'typebox';

const MetadataSchema = Type.Object(
  {
    signatures: Type.Array(
      Type.Object({ keyid: Type.String(), method: Type.String(), sig: Type.String() }),
    ),
    signed: Type.Object({
      _type: Type.String(),
      expires: Type.String({ description: 'Such as `2027-02-20T11:04:13Z`.' }),
      version: Type.Integer({ minimum: 1 }),
    }),
  },
  { $id: 'SignedMetadata', description: 'Metadata of one role, as devices get it.' },
);

export const UpdateMetadataSchema = Type.Object(
  {
    'root.json': MetadataSchema,
    'targets.json': MetadataSchema,
    'snapshot.json': MetadataSchema,
    'timestamp.json': MetadataSchema,
  },
  { $id: 'UpdateMetadata', description: 'The metadata of an update by the names of its files.' },
);
