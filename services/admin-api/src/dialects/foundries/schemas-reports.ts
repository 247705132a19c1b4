/** The wire shapes of what devices report. */
import { type Static, Type } from 'typebox';
import { DeviceParamsSchema, deviceQueryFields, nextField, pageFields } from './schemas.ts';

const ServiceSchema = Type.Object({
  name: Type.String(),
  hash: Type.String(),
  state: Type.String(),
  status: Type.String(),
  health: Type.String(),
  image: Type.String(),
  logs: Type.String(),
});

/** The apps of a device at one moment. */
export const AppsStateSchema = Type.Object(
  {
    ostree: Type.String(),
    deviceTime: Type.String(),
    apps: Type.Record(
      Type.String(),
      Type.Object({
        services: Type.Array(ServiceSchema),
        state: Type.String(),
        uri: Type.String(),
      }),
    ),
  },
  { $id: 'AppsState' },
);
export type AppsStateBody = Static<typeof AppsStateSchema>;

/** The last reports of a device about its apps. */
export const AppsStatesSchema = Type.Object({ 'apps-states': Type.Array(AppsStateSchema) });

/** Updates that a device reported. */
export const UpdateListSchema = Type.Object(
  {
    updates: Type.Array(
      Type.Object({
        'correlation-id': Type.String(),
        target: Type.String(),
        version: Type.String(),
        time: Type.String({ description: 'As the device wrote it.' }),
      }),
    ),
    total: Type.Integer(),
    ...nextField,
  },
  { $id: 'UpdateList' },
);
export type UpdateListBody = Static<typeof UpdateListSchema>;

/** An event of an update. */
export const UpdateEventSchema = Type.Object(
  {
    deviceTime: Type.String(),
    eventType: Type.Object({ id: Type.String() }),
    event: Type.Object({
      version: Type.String(),
      targetName: Type.String(),
      success: Type.Optional(Type.Boolean()),
      details: Type.String(),
    }),
  },
  { $id: 'UpdateEvent' },
);
export type UpdateEventBody = Static<typeof UpdateEventSchema>;

/** One update of a device. */
export const UpdateParamsSchema = Type.Object({
  ...DeviceParamsSchema.properties,
  update: Type.String({ description: 'The correlation id of its events.' }),
});

/** The query of a list about one device. */
export const DevicePageQuerySchema = Type.Object({ ...deviceQueryFields, ...pageFields });

/** A test of a device. */
export const TestSchema = Type.Object(
  {
    name: Type.String(),
    'test-id': Type.String(),
    'device-uuid': Type.String(),
    'device-name': Type.String(),
    status: Type.String(),
    details: Type.String(),
    'created-on': Type.Number({ description: 'Unix seconds.' }),
    'completed-on': Type.Number({ description: 'Unix seconds; 0 while it runs.' }),
    results: Type.Array(
      Type.Object({ name: Type.String(), status: Type.String(), details: Type.String() }),
    ),
    artifacts: Type.Array(Type.String()),
  },
  { $id: 'TargetTest' },
);
export type TestBody = Static<typeof TestSchema>;

/** The tests of a device. */
export const TestListSchema = Type.Object(
  { tests: Type.Array(TestSchema), total: Type.Integer(), ...nextField },
  { $id: 'TestList' },
);

/** One test. */
export const TestParamsSchema = Type.Object({
  ...DeviceParamsSchema.properties,
  test: Type.String({ description: 'The id of the test.' }),
});

/** What a test left. */
export const ArtifactParamsSchema = Type.Object({
  ...TestParamsSchema.properties,
  artifact: Type.String({ description: 'The name of the artifact, one segment.' }),
});
