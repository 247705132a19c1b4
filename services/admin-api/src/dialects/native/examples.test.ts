/** The examples of the guide to the REST API of update-server, as they are recorded. */
import { insertDevice } from '../../test-support/insert-device.ts';
import { replayConversation } from '../../test-support/replay-conversation.ts';
import { startTestApp, type TestApp } from '../../test-support/test-app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
});
afterEach(() => app.close());

test('devices are listed, denied, and taken off the denied list as the guide has it', async () => {
  const values = {
    uuid: await insertDevice(app.db),
    token: await app.tokenWith(['devices:read', 'devices:delete']),
    reader: await app.tokenWith(['devices:read']),
    deleter: await app.tokenWith(['devices:delete']),
  };
  const file = new URL('examples/denied-devices.http', import.meta.url);
  await replayConversation(app.origin, file, values);
});
