/** What docker-compose of Debian makes of a file: the bodies that it sends to an engine. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DebianPackage } from '@moorgate/testing';

type Composer = DebianPackage & { readonly isThere: true };
type Body = Readonly<Record<string, unknown>>;

/** What it asked of the engine. */
export interface Asked {
  /** By the name of the service. */
  readonly containers: ReadonlyMap<string, Body>;
  /** By their names at the engine. */
  readonly networks: ReadonlyMap<string, Body>;
  readonly volumes: ReadonlyMap<string, Body>;
}

const readBody = async (request: IncomingMessage): Promise<Body> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString('utf8')) as Body);
};

const send = (response: ServerResponse, status: number, value: unknown): void => {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
};

/** What an engine answers that has every image, and nothing else. */
const readings: readonly (readonly [RegExp, unknown])[] = [
  [/^version$/, { Version: '20.10.24', ApiVersion: '1.41', MinAPIVersion: '1.12' }],
  [/^info$/, {}],
  [/^images\/.*\/json$/, { Id: `sha256:${'0'.repeat(64)}`, Config: {}, ContainerConfig: {} }],
  [/^containers\/json$/, []],
  [
    /^containers\/.*\/json$/,
    { Id: 'made', Name: '/made', Config: { Labels: {}, Tty: true }, State: {} },
  ],
];

const run = (composer: Composer, args: readonly string[], env: Record<string, string>) =>
  new Promise<string | null>((resolve) => {
    const options = { env: { ...process.env, ...composer.env, ...env } };
    execFile(composer.program, args, options, (error, stdout, stderr) =>
      resolve(error === null ? null : `${stdout}${stderr}`),
    );
  });

const withFile = async <T>(text: string, use: (path: string) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'moorgate-compose-'));
  try {
    const path = join(folder, 'docker-compose.yml');
    await writeFile(path, text);
    return await use(path);
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** Lets it create a project of this name with an engine that only writes down. Throws what it says when it fails. */
export const askComposer = async (
  composer: Composer,
  { project, text }: { readonly project: string; readonly text: string },
): Promise<Asked> => {
  const asked = {
    containers: new Map<string, Body>(),
    networks: new Map<string, Body>(),
    volumes: new Map<string, Body>(),
  };
  const keep = (path: string, body: Body): void => {
    const labels = (body['Labels'] ?? {}) as Readonly<Record<string, string>>;
    if (path === 'containers/create')
      asked.containers.set(labels['com.docker.compose.service'] ?? '', body);
    if (path === 'networks/create') asked.networks.set(String(body['Name']), body);
    if (path === 'volumes/create') asked.volumes.set(String(body['Name']), body);
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? '').replace(/^\/(v[\d.]+\/)?/, '').replace(/\?.*$/, '');
    if (request.method === 'POST') {
      const body = await readBody(request);
      keep(path, body);
      return send(response, 201, { Id: 'made', Name: body['Name'] });
    }
    const found = readings.find(([pattern]) => pattern.test(path));
    if (found === undefined) send(response, 404, { message: 'not found' });
    else send(response, 200, found[1]);
  };
  const engine = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => engine.listen(0, '127.0.0.1', resolve));
  const { port } = engine.address() as AddressInfo;
  try {
    const complaint = await withFile(text, (path) => {
      const args = ['--project-name', project, '--file', path, 'up', '--no-start'];
      return run(composer, args, { DOCKER_HOST: `tcp://127.0.0.1:${port}` });
    });
    if (complaint !== null) throw new Error(complaint);
  } finally {
    engine.closeAllConnections();
    engine.close();
  }
  return asked;
};
