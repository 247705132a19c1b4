/** What of the list of devices is asked for: which page, in which order, and which devices. */
import { deviceOrders, labelRules, uuidPrefixPattern } from '@moorgate/devices';
import { CursorSchema, oneOf, PageSizeSchema, UnixSecondsSchema } from '@moorgate/http';
import { type Static, Type } from 'typebox';

/** A label in a query: its key and its value. */
const labelText = Type.String({
  pattern: `${labelRules.keyPattern.slice(0, -1)}=${labelRules.valuePattern.slice(1)}`,
});

const moment = (description: string) => Type.Optional({ ...UnixSecondsSchema, description });

/** Which devices; every condition that is given must hold. */
const deviceFilterFields = {
  group: Type.Optional(
    Type.Array(Type.String({ pattern: labelRules.namePattern }), {
      maxItems: 100,
      description: 'Devices of this group; given several times, of one of these.',
    }),
  ),
  label: Type.Optional(
    Type.Array(labelText, {
      maxItems: 10,
      description: 'Devices with this label, as in `site=north`; given several times, with all.',
    }),
  ),
  'name-prefix': Type.Optional(
    Type.String({
      pattern: labelRules.namePattern,
      description: 'Devices whose name begins so; small letters differ from capital ones.',
    }),
  ),
  'uuid-prefix': Type.Optional(
    Type.String({ pattern: uuidPrefixPattern, description: 'Devices whose UUID begins so.' }),
  ),
  tag: Type.Optional(
    Type.String({
      maxLength: 255,
      description:
        'Devices that last reported this tag, alone or among others; of several, with commas between them, each.',
    }),
  ),
  'seen-since': moment('Devices that were seen then or later, in Unix seconds.'),
  'seen-before': moment(
    'Devices that were last seen before then, in Unix seconds, or never; 1 for those that never were.',
  ),
};

/** Which page of the list of devices. */
export const DeviceListQuerySchema = Type.Object({
  limit: PageSizeSchema,
  offset: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'How many devices to skip; above 100,000 a cursor is required.',
    }),
  ),
  cursor: Type.Optional(CursorSchema),
  'order-by': oneOf(deviceOrders, {
    default: 'name-asc',
    description: 'Devices without a name come last in both orders by name.',
  }),
  ...deviceFilterFields,
});
export type DeviceListQueryParams = Static<typeof DeviceListQuerySchema>;
