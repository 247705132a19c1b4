/** What many operations of this dialect have in common. */
import { type TOptional, type TString, Type } from 'typebox';

/** Which factory; clients always send it, and curl need not. */
export const factoryField = {
  factory: Type.Optional(
    Type.String({ description: 'The factory of this installation; every other one is unknown.' }),
  ),
};

/** `1` is true, everything else false. */
export const flagField = (description: string): TOptional<TString> =>
  Type.Optional(Type.String({ maxLength: 8, description: `\`1\`: ${description}` }));

/** Whether a flag is set. */
export const isSet = (flag: string | undefined): boolean => flag === '1' || flag === 'true';

/** What every operation on one device takes. */
export const deviceQueryFields = {
  ...factoryField,
  'by-uuid': flagField('the device is named by its UUID and by nothing else.'),
};

/** Which page, counted from 1. Defaults are not filled in, so that the next page is asked for like this one. */
export const pageFields = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1000, description: 'How many items a page has at most.' }),
  ),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'From 1.' })),
};

/** The address of the next page. */
export const nextField = {
  next: Type.Union([Type.String({ format: 'uri' }), Type.Null()]),
};

/** A moment as RFC 3339 has it; empty for one that has not come. */
export const momentField = Type.String({ description: 'RFC 3339; empty for never.' });

/** Who made something, and who changed it last. */
export const ChangeMetaSchema = Type.Object(
  {
    'created-by': Type.String(),
    'created-at': momentField,
    'updated-by': Type.String(),
    'updated-at': momentField,
  },
  { $id: 'ChangeMeta' },
);

/** The path parameter of everything that belongs to a factory. */
export const FactoryParamsSchema = Type.Object({
  factory: Type.String({ description: 'The factory of this installation.' }),
});

/** The path parameter of everything that belongs to a device. */
export const DeviceParamsSchema = Type.Object({
  device: Type.String({ description: 'Its name or its UUID.' }),
});

/** The query of an operation on a device. */
export const DeviceQuerySchema = Type.Object(deviceQueryFields);
