/** The wire shapes of tests that devices report, and of actions, with the field names of existing tools. */
import { actionStates } from '@moorgate/device-tests';
import { oneOf, UnixSecondsSchema } from '@moorgate/http';
import { type Static, Type } from 'typebox';
import { DeviceParamsSchema } from './schemas-devices.ts';

const ResultSchema = Type.Object({
  name: Type.String(),
  status: oneOf(['PASSED', 'FAILED', 'SKIPPED']),
  local_ts: Type.Number({ description: 'Unix seconds by the clock of the device.' }),
  details: Type.String(),
  metrics: Type.Union([Type.Record(Type.String(), Type.Number()), Type.Null()]),
});

/** A test of a device. */
export const DeviceTestSchema = Type.Object(
  {
    uuid: Type.String({ description: 'The id of the test.' }),
    name: Type.String(),
    target_name: Type.String({
      description: 'The target that ran; empty where none was reported.',
    }),
    status: oneOf(['RUNNING', 'PASSED', 'FAILED']),
    created_on: UnixSecondsSchema,
    completed_on: Type.Union([UnixSecondsSchema, Type.Null()]),
    details: Type.Optional(Type.String()),
    artifacts: Type.Optional(
      Type.Array(Type.String(), { description: 'Absent in the list, and where there are none.' }),
    ),
    results: Type.Optional(Type.Array(ResultSchema)),
  },
  { $id: 'DeviceTest' },
);
export type DeviceTestBody = Static<typeof DeviceTestSchema>;

/** A test of a device. */
export const DeviceTestParamsSchema = Type.Object({
  ...DeviceParamsSchema.properties,
  id: Type.String({ description: 'The id of the test.' }),
});

/** An artifact of a test. */
export const ArtifactParamsSchema = Type.Object({
  ...DeviceTestParamsSchema.properties,
  artifact: Type.String({ description: 'The name of the artifact, one segment.' }),
});

/** An action that is to be started. */
export const ActionRequestSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 64, description: 'One that the device offers.' }),
    capture: Type.Optional(
      Type.Boolean({
        description:
          'Whether the device reports what the action prints, and the files that it leaves, as a test; true unless said.',
      }),
    ),
  },
  { $id: 'ActionRequest', additionalProperties: false },
);

/** An action that was started. */
export const DeviceActionSchema = Type.Object(
  {
    id: Type.String({ description: 'Also the id of the test that reports it.' }),
    name: Type.String(),
    capture: Type.Boolean(),
    state: oneOf(actionStates, {
      description:
        '`superseded`: the same was asked for again before the device reported this one. `delivered` is the last state of one that is not captured.',
    }),
    'requested-at': UnixSecondsSchema,
    'requested-by': Type.String(),
  },
  { $id: 'DeviceAction' },
);
export type DeviceActionBody = Static<typeof DeviceActionSchema>;

/** The actions of a device. */
export const DeviceActionsSchema = Type.Object(
  {
    offered: Type.Array(Type.String(), { description: 'What the device can be asked for.' }),
    started: Type.Array(DeviceActionSchema, { description: 'The newest first.' }),
  },
  { $id: 'DeviceActions' },
);
