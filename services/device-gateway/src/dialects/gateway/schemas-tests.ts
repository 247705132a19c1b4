/** The bodies of tests that devices report. */
import { testIdPattern } from '@moorgate/device-tests';
import { oneOf } from '@moorgate/http';
import { type Static, Type } from 'typebox';

const name = Type.String({ minLength: 1, maxLength: 100 });
const details = Type.String({ maxLength: 65_536 });

/** A test that begins. */
export const TestBeginningSchema = Type.Object(
  {
    name,
    target: Type.Optional(Type.String({ maxLength: 200, description: 'Ignored.' })),
    'test-id': Type.Optional(
      Type.Union([Type.String({ pattern: testIdPattern }), Type.Literal('')], {
        description: 'The id that whoever asked for the test chose; without one it is made here.',
      }),
    ),
  },
  { $id: 'TestBeginning' },
);

const ResultSchema = Type.Object({
  name: Type.String({ maxLength: 200 }),
  status: oneOf(['PASSED', 'FAILED', 'SKIPPED']),
  local_ts: Type.Optional(
    Type.Union([Type.Number(), Type.Null()], {
      description: 'When it ended, by the clock of the device, in Unix seconds.',
    }),
  ),
  details: Type.Optional(Type.Union([details, Type.Null()])),
  metrics: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Number()), Type.Null()])),
});

/** How a test ended, and which artifacts follow. */
export const TestEndSchema = Type.Object(
  {
    status: Type.Optional(oneOf(['PASSED', 'FAILED', ''], { description: 'PASSED unless said.' })),
    details: Type.Optional(Type.Union([details, Type.Null()])),
    results: Type.Optional(
      Type.Union([Type.Array(ResultSchema, { maxItems: 10_000 }), Type.Null()]),
    ),
    artifacts: Type.Optional(
      Type.Union([Type.Array(Type.String(), { maxItems: 10_000 }), Type.Null()], {
        description: 'The names under which artifacts will be sent.',
      }),
    ),
  },
  { $id: 'TestEnd' },
);
export type TestEndBody = Static<typeof TestEndSchema>;

/** Where artifacts are to be sent, by their names. */
export const ArtifactUrlsSchema = Type.Record(
  Type.String(),
  Type.Object({ url: Type.String({ format: 'uri' }), 'content-type': Type.String() }),
  { $id: 'ArtifactUrls' },
);
export type ArtifactUrlsBody = Static<typeof ArtifactUrlsSchema>;

/** A test. */
export const TestParamsSchema = Type.Object({
  id: Type.String({ description: 'The id of the test.' }),
});

/** An artifact of a test. */
export const ArtifactParamsSchema = Type.Object({
  id: Type.String({ description: 'The id of the test.' }),
  name: Type.String({ description: 'The name of the artifact, one segment.' }),
});
