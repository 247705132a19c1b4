import supertest from 'supertest';
import { startTestApp, type TestApp, testFactory } from '../../../../test-support/test-app.ts';

let app: TestApp;
let token: string;
beforeAll(async () => {
  app = await startTestApp();
  token = await app.tokenWith(['targets:read-update', 'devices:read-update']);
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const factory = `/ota/factories/${testFactory}`;
const updates = `/ota/repo/${testFactory}/api/v1/user_repo/root/updates`;

const asked = [
  ['get', `${factory}/waves/?limit=20&page=1`, /Waves .* `moorgate updates create-rollout`/],
  ['post', `${factory}/waves/`, /Waves/],
  ['get', `${factory}/waves/$active$/status/?offline-threshold=4`, /Waves/],
  ['post', `${factory}/waves/one/cancel/`, /Waves/],
  ['post', `${factory}/targets/intel-lmp-42/images/?script_repo=x`, /system images/],
  ['post', `${factory}/targets/42/static-deltas/`, /static deltas/],
  ['post', `${factory}/targets/intel-lmp-42/meta/`, /offline updates/],
  ['get', updates, /`moorgate tuf rotate-root`/],
  ['post', updates, /keys/],
  ['put', updates, /keys/],
  ['post', `${updates}/apply`, /keys/],
  ['post', `${updates}/cancel`, /keys/],
  ['post', `${updates}/gen-online-keys`, /keys/],
  ['get', `${factory}/first_root.sec`, /keys/],
  ['post', `${factory}/certs/`, /`moorgate pki`/],
  ['patch', `${factory}/certs/`, /certificates/],
  ['get', `${factory}/event-queues/`, /Event queues/],
  ['post', `${factory}/event-queues/`, /Event queues/],
  ['delete', `${factory}/event-queues/mine/`, /Event queues/],
] as const;

test.each(asked)(
  '%s %s answers 501 with the reason, whatever the body is',
  async (method, path, words) => {
    for (const body of [undefined, {}, { targets: ['x'] }]) {
      const request = supertest(app.server)[method](path).set('OSF-TOKEN', token);
      const answer = await (body === undefined || method === 'get'
        ? request.set('Content-Type', 'application/json')
        : request.send(body));
      expect([answer.status, answer.body.code]).toEqual([501, 'not_offered']);
      expect(answer.body.message).toMatch(/ not offered here: /);
      expect(answer.body.message).toMatch(words);
      expect(answer.text.length).toBeLessThan(512);
    }
  },
);

test('404 for another factory', async () => {
  const answer = await supertest(app.server)
    .get('/ota/factories/other/waves/')
    .set('OSF-TOKEN', token);
  expect([answer.status, answer.body.code]).toEqual([404, 'factory_not_found']);
});
