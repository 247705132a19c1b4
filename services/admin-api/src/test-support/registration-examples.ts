/** One request for every operation about registration. */
import { subjectOfCertificate } from '@moorgate/auth';
import { createKeyPair, createSigningRequest, createTestPki, toPem } from '@moorgate/testing';
import { makeEnrolmentToken } from './make-enrolment-token.ts';
import type { OperationExample, Params } from './operation-example.ts';
import { type TestApp, testFactory } from './test-app.ts';

/** The group of the devices of the other examples. */
const group = 'near';

const leaf = createTestPki({ factory: testFactory }).issueDevice();
const csr = createSigningRequest({
  subject: subjectOfCertificate(leaf.der),
  keys: createKeyPair(),
});

const token = async (app: TestApp): Promise<Params> => ({
  id: (await makeEnrolmentToken(app, { group })).id,
});

/** Operations about registration, by their ids. */
export const registrationExamples: Readonly<Record<string, OperationExample>> = {
  // The device CA of the application is not trusted yet.
  registerDevice: {
    status: 409,
    body: { uuid: leaf.uuid, csr: toPem('CERTIFICATE REQUEST', csr) },
  },
  createEnrolmentToken: { status: 201, body: { name: 'line 1' } },
  listEnrolmentTokens: { status: 200 },
  revokeEnrolmentToken: { status: 204, object: token, missing: { id: '0123456789abc' } },
};
