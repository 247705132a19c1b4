/** What a gateway that cannot hear of denials does with what it is sending, and with what is at rest. */
import { once } from 'node:events';
import { askOn, openConnection, untilClosed } from './test-support/device-client.ts';
import { startTestGateway, type TestGateway, until } from './test-support/start-test-gateway.ts';
import { type StoreProxy, startStoreProxy } from './test-support/store-proxy.ts';
import { endpointsWith } from './test-support/test-endpoints.ts';

let running: TestGateway;
let proxy: StoreProxy;
let port: number;
beforeAll(async () => {
  running = await startTestGateway({}, undefined, { endpoints: endpointsWith() });
  proxy = await startStoreProxy(running.config.databaseUrl);
  port = (await running.startAnother({ databaseUrl: proxy.url })).port;
});
afterAll(async () => {
  await running.close();
  await proxy.close();
});

test('downloads are cut a second after the lease; connections at rest stay, and are served again', async () => {
  const target = { port, pki: running.pki };
  const download = await openConnection(target, { leaf: running.pki.issueDevice() });
  const resting = await openConnection(target, { leaf: running.pki.issueDevice() });
  expect((await askOn(resting)).status).toBe(200);
  download.write('GET /trickle HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await once(download, 'data');

  proxy.cut();
  const startedMs = performance.now();
  await untilClosed(download);
  expect(performance.now() - startedMs).toBeLessThan(4_000);
  expect(resting.destroyed).toBe(false);

  proxy.resume();
  await until(async () => ((await askOn(resting)).status === 200 ? true : null));
  resting.destroy();
});
