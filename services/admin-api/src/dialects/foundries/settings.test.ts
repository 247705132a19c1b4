import supertest from 'supertest';
import { startTestApp, type TestApp } from '../../test-support/test-app.ts';

describe('where the dialect is forbidden', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ forbiddenDialects: ['foundries'] });
  });
  afterAll(() => app.close());

  test('nothing of it is there, builds included', async () => {
    const token = await app.tokenWith(['devices:read', 'ci:read']);
    for (const path of ['/ota/factories/', '/projects/acme/lmp/builds/']) {
      const { status } = await supertest(app.server).get(path).set('OSF-TOKEN', token);
      expect(status).toBe(404);
    }
  });
});
