/** Services that something else than `moorgate up` started, used as people use them who build: with git, skopeo and a runner. */
import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { newRepository } from '@moorgate/testing';
import type { DeployedServices } from './deployed-services.ts';
import { callGateway } from './est-client.ts';
import { skopeo, writeImage } from './images.ts';
import { secureAdminClient } from './secure-admin.ts';

/** Who builds there, with a folder of their own. */
export interface Builder {
  readonly services: DeployedServices;
  readonly folder: string;
}

/** How a build ended. */
export interface BuiltApp {
  readonly build: number;
  readonly status: string;
  readonly console: string;
}

/** The scopes of their token, beside those of whoever delivers. */
export const builderScopes = [
  'source:read-update',
  'source:create',
  'containers:read-update',
  'ci:read-update',
  'targets:read-update',
] as const;

const patienceMs = 60_000;
const run = 'publish-compose-apps';

const definition = `
timeout: 2
scripts:
  look: |
    echo "user $(id -u) in $(pwd)"
triggers:
  - name: containers
    type: git_poller
    runs:
      - name: ${run}
        script: look
`;
const compose = 'services:\n  web:\n    build: ./image\n';

const hostOf = ({ adminUrl }: DeployedServices): string => `localhost:${new URL(adminUrl).port}`;

const adminOf = ({ adminUrl, token, ca }: DeployedServices) =>
  secureAdminClient(adminUrl, token, ca);

/** A folder with the root of the server, as tools of registries want it. */
const writeCertificates = async ({ services, folder }: Builder): Promise<string> => {
  const certificates = join(folder, 'certificates');
  await mkdir(certificates, { recursive: true });
  await writeFile(join(certificates, 'ca.crt'), services.ca);
  return certificates;
};

/** Registers a runner; its token. */
export const registerRunner = async (to: DeployedServices, name: string): Promise<string> => {
  const made = await adminOf(to).call('POST', '/v1/runners', { name });
  if (made.status !== 201) throw new Error(`the runner was answered ${String(made.status)}`);
  return (made.body as { token: string }).token;
};

/**
 * Pushes a commit with an app, whose image is a layout, by the real git, and clones it again; what git said of the push. Throws
 * where one of the two fails.
 */
export const pushApp = async (builder: Builder): Promise<string> => {
  const { services } = builder;
  const trust = ['-c', `http.sslCAInfo=${join(await writeCertificates(builder), 'ca.crt')}`];
  const url = `https://x:${services.token}@${hostOf(services)}/factories/${services.factory}/containers.git`;
  const source = await newRepository();
  try {
    await mkdir(join(source.path, 'web'));
    await writeImage(join(source.path, 'web/image'), 50_000);
    await writeFile(join(source.path, 'web/docker-compose.yml'), compose);
    await writeFile(join(source.path, 'build.yml'), definition);
    await source.must('add', '.');
    const commit = await source.commit('note', randomUUID());
    const said = await source.must(...trust, 'push', url, 'HEAD:main');
    await source.must(...trust, 'clone', '-q', '--bare', url, 'clone.git');
    const cloned = await source.must('-C', 'clone.git', 'rev-parse', 'main');
    if (cloned !== commit) throw new Error(`the clone has ${cloned} in place of ${commit}`);
    return said;
  } finally {
    await source.remove();
  }
};

const statusOf = async (to: DeployedServices, build: number): Promise<string> => {
  const path = `/projects/${to.factory}/lmp/builds/${build}/`;
  const { body } = await adminOf(to).call('GET', path);
  return (body as { data: { build: { status: string } } }).data.build.status;
};

const consoleOf = async (to: DeployedServices, build: number): Promise<string> => {
  const path = `/v1/builds/${build}/runs/${run}/console`;
  const headers = { authorization: `Bearer ${to.token}` };
  return (await callGateway(to.adminUrl, { ca: to.ca }, { method: 'GET', path, headers })).body;
};

/** Waits for the end of the build that git announced. */
export const followBuild = async ({ services }: Builder, said: string): Promise<BuiltApp> => {
  const [, number] = /remote: .*Build (\d+)/.exec(said) ?? [];
  if (number === undefined) throw new Error(`git announced no build: ${said}`);
  const build = Number(number);
  const endMs = performance.now() + patienceMs;
  for (;;) {
    const status = await statusOf(services, build);
    if (status === 'PASSED' || status === 'FAILED')
      return { build, status, console: await consoleOf(services, build) };
    if (performance.now() > endMs) throw new Error(`build ${build} is ${status}`);
    await delay(100);
  }
};

/** Runs skopeo with what the builder trusts and may; throws what it says where it fails. */
const must = async (home: string, ...args: string[]): Promise<void> => {
  const { code, output } = await skopeo(home, args);
  if (code !== 0) throw new Error(`skopeo ${args[0]!}: ${output}`);
};

/** Logs in and pushes an image, as `docker login` and `docker push` do; by its name others pull it. */
export const pushImage = async (builder: Builder, name: string): Promise<void> => {
  const { services, folder } = builder;
  const host = hostOf(services);
  const certificates = await writeCertificates(builder);
  const authFile = join(folder, 'auth.json');
  const logIn = ['login', '--cert-dir', certificates, '--authfile', authFile];
  const logged = await skopeo(
    folder,
    [...logIn, '-u', 'x', '--password-stdin', host],
    services.token,
  );
  if (logged.code !== 0) throw new Error(`skopeo login: ${logged.output}`);
  const image = join(folder, 'pushed');
  await rm(image, { recursive: true, force: true });
  await writeImage(image, 100_000);
  await must(
    folder,
    ...['copy', '--insecure-policy', '--authfile', authFile, '--dest-cert-dir', certificates],
    ...[`oci:${image}:v1`, `docker://${host}/${services.factory}/${name}`],
  );
};

/** Pulls an image to its last layer. Throws where that fails. */
export const pullImage = async (builder: Builder, name: string): Promise<void> => {
  const { services, folder } = builder;
  const certificates = await writeCertificates(builder);
  const pulled = join(folder, 'pulled');
  await rm(pulled, { recursive: true, force: true });
  await must(
    folder,
    ...['copy', '--insecure-policy', '--src-cert-dir', certificates],
    ...['--src-creds', `x:${services.token}`],
    ...[`docker://${hostOf(services)}/${services.factory}/${name}`, `dir:${pulled}`],
  );
};
