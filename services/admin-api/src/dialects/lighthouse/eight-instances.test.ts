/** The case of the original’s own tests: eight instances, of which four have the application; four come, three go, all get another command. */
import {
  finalized,
  orderedLinesOf,
  type Said,
  stageLines,
  stageOnAll,
} from './test-support/applications/read-lines.ts';
import { useEngines } from './test-support/applications/use-engines.ts';
import { useLighthouse } from './test-support/use-lighthouse.ts';

const lighthouse = useLighthouse();
const { hosts, engines, createOne, owner } = useEngines(lighthouse, 8);

const at = (...indices: readonly number[]): string[] => indices.map((index) => hosts()[index]!);

/** What runs on each host: the arguments of its container of the application; null for none. */
const commandsOf = (app: string): unknown[] =>
  engines().map(({ containers }) => containers.get(app)?.body['Cmd'] ?? null);

test('the new command runs on the one that stays and the four that come, and nothing is left on the three that go', async () => {
  const Command = { Image: 'busybox', Cmd: ['first'] };
  const app = await createOne('?start=true', { Command, Instances: at(0, 1, 2, 3) });
  expect(commandsOf(app)).toEqual([...Array<string[]>(4).fill(['first']), null, null, null, null]);
  const change = {
    Command: { Image: 'busybox', Cmd: ['second'] },
    Add: at(4, 5, 6, 7),
    Remove: at(1, 3, 2),
  };
  const answer = await owner()('PUT', `/applications/update/${app}?restart=true`, change);
  expect(answer.status).toBe(200);
  const lines = orderedLinesOf(answer);
  const staying = at(0, 4, 5, 6, 7);
  const all = (label: string, request: string, said: Said): object[] =>
    stageOnAll(label, request, { hosts: staying, said });
  const missing: Said = ['Warning', 404, 'Container did not exist'];
  const [kept = '', ...coming] = staying;
  expect(lines).toEqual([
    ...stageOnAll('Deleting old containers', `DELETE containers/${app}?force=true`, {
      hosts: at(1, 3, 2),
      said: ['OK', 204],
    }),
    ...all('Pulling required image', 'POST images/create?fromImage=busybox', ['OK', 200]),
    ...all('Creating new container', `POST containers/create?name=${app}_tmp`, [
      ...(['OK', 201] as const),
      expect.stringMatching(/^\{"Id":/),
    ]),
    ...stageLines('Deleting old containers', `DELETE containers/${app}?force=true`, [
      [kept, 'OK', 204],
      ...coming.map((host) => [host, ...missing] as const),
    ]),
    ...all('Setting up new container', `POST containers/${app}_tmp/rename?name=${app}`, [
      'OK',
      204,
    ]),
    ...all('Starting application', `POST containers/${app}/start`, ['OK', 204]),
    finalized,
  ]);
  const { body: list } = await owner()('GET', '/applications/list');
  const [newest] = (await owner()('GET', `/applications/list/${app}`)).body;
  expect(list).toMatchObject([{ Name: app, Instances: staying, CurrentDeployment: newest.Id }]);
  expect(newest).toMatchObject({ Version: 2, Status: 'succeeded' });
  const second = ['second'];
  expect(commandsOf(app)).toEqual([second, null, null, null, second, second, second, second]);
  for (const { containers } of engines())
    for (const [containerName, { isRunning }] of containers)
      expect([containerName, isRunning]).toEqual([app, true]);
});

test('where one of those that come fails, each of the eight has what it had, and the list of instances is as it was', async () => {
  const Command = { Image: 'busybox', Cmd: ['first'] };
  const app = await createOne('?start=true', { Command, Instances: at(0, 1, 2, 3) });
  const before = commandsOf(app);
  engines()[6]!.interfere((call, response) => {
    if (!call.target.endsWith('/start')) return false;
    response.writeHead(500).end();
    return true;
  });
  const change = {
    Command: { Image: 'busybox', Cmd: ['second'] },
    Add: at(4, 5, 6, 7),
    Remove: at(1, 3, 2),
  };
  const answer = await owner()('PUT', `/applications/update/${app}?restart=true`, change);
  expect(orderedLinesOf(answer).slice(-11)).toEqual([
    ...stageOnAll('Rolling back', `DELETE containers/${app}?force=true`, {
      hosts: at(1, 3, 2, 0, 4, 5, 6, 7),
      said: ['OK', 204],
    }),
    finalized,
  ]);
  expect(commandsOf(app)).toEqual(before);
  const { body } = await owner()('GET', '/applications/list');
  expect(body).toContainEqual(expect.objectContaining({ Name: app, Instances: at(0, 1, 2, 3) }));
});
