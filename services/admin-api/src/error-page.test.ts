import { catalogue } from '@moorgate/errors';
import supertest from 'supertest';
import { startTestApp, type TestApp } from './test-support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

test('the type of every problem leads to a page about its code', async () => {
  const problem = await supertest(app.server).get('/v1/devices').expect(401);
  const page = await supertest(app.server).get(problem.body.type).expect(200);
  expect(page.headers['content-type']).toBe('text/plain; charset=utf-8');
  expect(page.text).toContain(problem.body.code);
  expect(page.text).toContain(catalogue.credentials_required.remedy);
});

test.each(['nothing_of_ours', '__proto__', 'constructor', '%00', '..%2f'])(
  'there is no page about %s',
  async (code) => {
    const answer = await supertest(app.server).get(`/errors/${code}`);
    expect([answer.status, answer.body.code]).toEqual([404, 'route_not_found']);
  },
);
