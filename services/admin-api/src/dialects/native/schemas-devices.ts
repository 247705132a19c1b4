/** The wire shapes of everything about devices, with the field names of existing tools. */
import { labelRules } from '@moorgate/devices';
import { CursorSchema, oneOf, PageSizeSchema, UnixSecondsSchema, UuidSchema } from '@moorgate/http';
import { type Static, type TUnsafe, Type } from 'typebox';
import { DeviceStatusSchema } from './schemas-reports.ts';

/** A path parameter that is no UUID is answered like a UUID that names nothing, hence no pattern here. */
const uuidText = Type.String({ description: 'A UUID, in any case.' });
/** A moment that may not have come. */
export const neverSeconds = { ...UnixSecondsSchema, description: 'Unix seconds; 0 for never.' };
/** The hash that names a key. */
export const sha256Text = Type.String({
  pattern: '^[0-9a-fA-F]{64}$',
  description: 'SHA-256 of the SubjectPublicKeyInfo, in hexadecimal.',
});
const publicKeyText = Type.String({ description: 'The public key in PEM (RFC 7468, section 13).' });

/** The path parameter of everything that belongs to one device. */
export const DeviceParamsSchema = Type.Object({ uuid: uuidText });

/** All labels of a device. */
export const LabelsSchema = Type.Record(Type.String(), Type.String(), {
  description: 'Labels by key; `name` and `group` are among them.',
});

const summaryFields = {
  uuid: UuidSchema,
  'created-at': UnixSecondsSchema,
  'last-seen': neverSeconds,
  target: Type.String({ description: 'The target that the device last reported; may be empty.' }),
  tag: Type.String({ description: 'The tag that the device last reported; may be empty.' }),
  labels: LabelsSchema,
};

/** A line of the list of devices. */
export const DeviceSummarySchema = Type.Object(summaryFields, { $id: 'DeviceSummary' });
export type DeviceSummaryBody = Static<typeof DeviceSummarySchema>;

/** One device. */
export const DeviceSchema = Type.Object(
  {
    ...summaryFields,
    factory: Type.String(),
    apps: Type.Union([Type.Array(Type.String()), Type.Null()]),
    'ostree-hash': Type.String(),
    pubkey: Type.String({
      description: 'The live public key in PEM (RFC 7468, section 13); empty without one.',
    }),
    'update-name': Type.String({ description: 'The assigned update; empty when there is none.' }),
    'aktualizr-toml': Type.String({ description: 'The settings of its agent; may be empty.' }),
    'hardware-info': Type.String({ description: 'JSON, as a text; may be empty.' }),
    'network-info': Type.String({ description: 'JSON, as a text; may be empty.' }),
    status: Type.Optional(DeviceStatusSchema),
  },
  { $id: 'Device' },
);
export type DeviceBody = Static<typeof DeviceSchema>;

/** Which page of a list that has one order. */
export const CursorPageQuerySchema = Type.Object({
  limit: PageSizeSchema,
  cursor: Type.Optional(CursorSchema),
});

/** Which page of the denied list, and how much of each entry. */
export const DeniedListQuerySchema = Type.Object({
  limit: Type.Integer({ minimum: 1, maximum: 10_000, default: 10_000 }),
  cursor: Type.Optional(CursorSchema),
  details: Type.Boolean({ default: false, description: 'Objects in the place of UUIDs.' }),
});

/** An entry of the denied list, in detail. */
export const DeniedDeviceSchema = Type.Object(
  {
    uuid: UuidSchema,
    factory: Type.String(),
    'denied-at': UnixSecondsSchema,
    'denied-by': Type.String(),
    reason: Type.Union([Type.String(), Type.Null()]),
  },
  { $id: 'DeniedDevice' },
);
export type DeniedDeviceBody = Static<typeof DeniedDeviceSchema>;

/** The denied list: UUIDs, or entries in detail. */
export const DeniedListSchema = Type.Union([
  Type.Array(UuidSchema),
  Type.Array(DeniedDeviceSchema),
]);

/** Why a device is denied: in the query, because a body of DELETE has no meaning (RFC 9110, section 9.3.5). */
export const DenialQuerySchema = Type.Object({
  reason: Type.Optional(
    Type.String({ minLength: 1, maxLength: 500, description: 'Shown in the denied list.' }),
  ),
});

/** How much of a denied device is deleted. */
export const UndenialQuerySchema = Type.Object({
  purge: Type.Boolean({
    default: false,
    description:
      'Delete the device fully; every key that ever admitted it stays refused, with another one it enrols as new.',
  }),
});

const labelsOf = <T>(valueType: unknown, description: string): TUnsafe<T> => {
  const value = (pattern: string): object => ({ type: valueType, pattern });
  const schema = {
    type: 'object',
    propertyNames: { pattern: labelRules.keyPattern },
    properties: { name: value(labelRules.namePattern), group: value(labelRules.namePattern) },
    additionalProperties: value(labelRules.valuePattern),
    description,
  };
  return Type.Unsafe<T>(schema);
};

/** A change of single labels. */
export const LabelPatchSchema = Type.Object(
  {
    upserts: Type.Optional(labelsOf<Record<string, string>>('string', 'Labels to set.')),
    deletes: Type.Optional(
      Type.Array(Type.String({ pattern: labelRules.keyPattern }), {
        maxItems: 1000,
        description: 'Keys to remove.',
      }),
    ),
  },
  { $id: 'LabelPatch' },
);

/** All labels of a device; null stands for one that it is not to have. */
export const LabelReplacementSchema = labelsOf<Record<string, string | null>>(
  ['string', 'null'],
  'All labels of the device; null stands for one that it is not to have.',
);

const keyFields = {
  'spki-sha256': sha256Text,
  pubkey: publicKeyText,
  'created-at': UnixSecondsSchema,
  'last-presented-at': neverSeconds,
};

/** A key of a device. */
export const DeviceKeySchema = Type.Object(
  { ...keyFields, state: oneOf(['live', 'next', 'pending', 'retired']) },
  { $id: 'DeviceKey' },
);
export type DeviceKeyBody = Static<typeof DeviceKeySchema>;

/** A key that a known device presented and that was refused. */
export const PendingKeySchema = Type.Object(
  { uuid: UuidSchema, ...keyFields },
  { $id: 'PendingKey' },
);
export type PendingKeyBody = Static<typeof PendingKeySchema>;

/** A device that waits for an operator before it may enrol. */
export const PendingEnrolmentSchema = Type.Object(
  {
    uuid: UuidSchema,
    'spki-sha256': sha256Text,
    pubkey: publicKeyText,
    factory: Type.String(),
    'device-ca': UuidSchema,
    'remote-address': Type.String(),
    'first-presented-at': UnixSecondsSchema,
    'last-presented-at': UnixSecondsSchema,
  },
  { $id: 'PendingEnrolment' },
);
export type PendingEnrolmentBody = Static<typeof PendingEnrolmentSchema>;

/** Which key is approved; without one, the only one that waits. */
export const ApprovalSchema = Type.Object(
  { 'spki-sha256': Type.Optional(sha256Text) },
  { $id: 'EnrolmentApproval' },
);
