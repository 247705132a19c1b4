/** The wire shapes of what devices report, with the field names of existing tools. */
import { type Static, Type } from 'typebox';

const timeText = Type.String({ description: 'As the device wrote it (RFC 3339).' });

/** What the last event of a device says, in words. */
export const DeviceStatusSchema = Type.Object(
  {
    uuid: Type.String(),
    correlationId: Type.String(),
    'target-name': Type.String(),
    status: Type.String({ description: 'What happened, in words.' }),
    deviceTime: timeText,
  },
  { $id: 'DeviceStatus' },
);
export type DeviceStatusBody = Static<typeof DeviceStatusSchema>;

/** What names the events of one update of one device. */
export const DeviceUpdateParamsSchema = Type.Object({
  uuid: Type.String({ description: 'A UUID, in any case.' }),
  id: Type.String({ description: 'A correlation id.' }),
});

/** The correlation ids of a device. */
export const CorrelationIdsSchema = Type.Array(Type.String(), {
  description: 'Correlation ids, the one that was heard of last first.',
});

/** An event that a device reported. */
export const DeviceEventSchema = Type.Object(
  {
    id: Type.String(),
    deviceTime: timeText,
    event: Type.Object({
      correlationId: Type.String(),
      ecu: Type.String({ description: 'The control unit that it is about; may be empty.' }),
      success: Type.Optional(Type.Boolean({ description: 'Missing where nothing is known.' })),
      targetName: Type.String(),
      version: Type.String(),
      details: Type.Optional(Type.String()),
    }),
    eventType: Type.Object({ id: Type.String(), version: Type.Integer() }),
    status: Type.String({ description: 'What happened, in words.' }),
  },
  { $id: 'DeviceEvent' },
);
export type DeviceEventBody = Static<typeof DeviceEventSchema>;

const AppServiceSchema = Type.Object(
  {
    name: Type.String(),
    hash: Type.String(),
    health: Type.Optional(Type.String()),
    image: Type.String(),
    logs: Type.Optional(Type.String()),
    state: Type.String(),
    status: Type.String(),
  },
  { $id: 'AppService' },
);

/** The apps of a device at one moment. */
export const AppsStateSchema = Type.Object(
  {
    deviceTime: timeText,
    ostree: Type.String(),
    apps: Type.Record(
      Type.String(),
      Type.Object({
        uri: Type.String(),
        state: Type.String(),
        services: Type.Array(AppServiceSchema),
      }),
      { description: 'By the name of the app.' },
    ),
  },
  { $id: 'AppsState' },
);
export type AppsStateBody = Static<typeof AppsStateSchema>;

/** The states that are kept. */
export const AppsStatesSchema = Type.Object({
  apps_states: Type.Array(AppsStateSchema, { description: 'The newest first.' }),
});

/** Secondary control units. */
export const ControlUnitsSchema = Type.Record(
  Type.String(),
  Type.Object({ target: Type.String(), hwid: Type.String() }),
  { description: 'By serial.' },
);
export type ControlUnitsBody = Static<typeof ControlUnitsSchema>;
