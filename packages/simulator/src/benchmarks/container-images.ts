/** Images that are pushed and pulled through the door of the registry, beside the registry itself. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { loadTokenAuthority } from '@moorgate/auth';
import { createTokenSigner, storeService } from '@moorgate/containers';
import { systemClock } from '@moorgate/observability';
import { factory } from '../lab/credentials.ts';
import { type FactoryServer, startFactoryServer, startRegistry } from '../lab/factory-server.ts';
import type { Lab } from '../lab/lab.ts';
import {
  manifestType,
  openRegistryClient,
  type RegistryClient,
  type RegistryPlace,
  type RepeatedContent,
} from '../load/registry-client.ts';
import { alternate } from '../measure/alternate.ts';
import { compare, type Comparison } from '../measure/comparison.ts';
import { readMemoryKb, watchPeakKb } from '../measure/process-memory.ts';
import { say } from '../progress.ts';
import type { Section } from '../report/report.ts';

/** How many times more memory a large layer may take than manifests, whatever its size. */
const memoryBound = { on: 'ratio', atMost: 1.5 } as const;

const repository = `${factory}/bench`;
const mebibyte = 1_048_576;
const tokenSeconds = 300;

/** Milliseconds of each operation, and the memory of the admin API at its highest. */
interface Sample {
  readonly pushLayer: number;
  readonly pullLayer: number;
  readonly pushManifest: number;
  readonly pullManifest: number;
  readonly layerKb: number;
  readonly manifestsKb: number;
}

/** What is pushed: a layer, and manifests that have nothing but a small configuration. */
interface Images {
  readonly layer: RepeatedContent;
  readonly config: RepeatedContent;
  readonly manifests: number;
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const begunAt = performance.now();
  await work();
  return performance.now() - begunAt;
};

const repeated = (piece: Buffer, times: number): RepeatedContent => {
  const hash = createHash('sha256');
  for (let time = 0; time < times; time += 1) hash.update(piece);
  return { piece, times, digest: `sha256:${hash.digest('hex')}` };
};

const manifestOf = ({ digest, piece }: RepeatedContent): string =>
  JSON.stringify({
    schemaVersion: 2,
    mediaType: manifestType,
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest,
      size: piece.length,
    },
    layers: [],
    annotations: { 'test.moorgate.id': randomUUID() },
  });

/** A token of the realm, as tools get it. */
const ownPlace = ({ url, token }: FactoryServer): RegistryPlace => {
  const { hostname: host, port } = new URL(url);
  return {
    at: { host, port: Number(port) },
    authorize: async (name) => {
      const realm = `${url}/token-auth/?service=registry&scope=repository:${name}:pull,push`;
      const credential = Buffer.from(`bench:${token}`).toString('base64');
      const answer = await fetch(realm, { headers: { authorization: `Basic ${credential}` } });
      if (!answer.ok) throw new Error(`the token realm answered ${answer.status}`);
      return `Bearer ${((await answer.json()) as { token: string }).token}`;
    },
  };
};

/** A token as the admin API shows it to the registry, for as long as a client has one. */
const barePlace = async (lab: Lab, socketPath: string): Promise<RegistryPlace> => {
  const signer = createTokenSigner(await loadTokenAuthority(lab.directory.keys), systemClock);
  return {
    at: { socketPath },
    authorize: async (name) => {
      const access = [{ type: 'repository', name, actions: ['pull', 'push'] }];
      const claims = { aud: storeService, sub: 'bench', jti: randomUUID(), access };
      return `Bearer ${(await signer.sign(claims, tokenSeconds)).token}`;
    },
  };
};

const pushAndPullManifests = async (client: RegistryClient, { config, manifests }: Images) => {
  const made = Array.from({ length: manifests }, () => manifestOf(config));
  const digests = made.map((one) => `sha256:${createHash('sha256').update(one).digest('hex')}`);
  const pushed = await timed(async () => {
    for (const [index, manifest] of made.entries())
      await client.pushManifest(`tag-${index}`, manifest);
  });
  const pulled = await timed(async () => {
    for (const digest of digests) await client.pullManifest(digest);
  });
  return { pushManifest: pushed / manifests, pullManifest: pulled / manifests };
};

const samplePlace = async (
  place: RegistryPlace,
  images: Images,
  adminApiPid: number,
): Promise<Sample> => {
  const watch = <T>(work: () => Promise<T>) => watchPeakKb(() => readMemoryKb(adminApiPid), work);
  const client = await openRegistryClient(place, repository);
  try {
    await client.pushBlob(images.config);
    const small = await watch(() => pushAndPullManifests(client, images));
    const large = await watch(async () => ({
      pushLayer: await timed(() => client.pushBlob(images.layer)),
      pullLayer: await timed(() => client.pullBlob(images.layer)),
    }));
    const peaks = { manifestsKb: small.peakKb, layerKb: large.peakKb };
    return { ...small.result, ...large.result, ...peaks };
  } finally {
    client.close();
  }
};

const linesOf = (
  { own, bare }: Readonly<Record<'own' | 'bare', readonly Sample[]>>,
  layerMib: number,
): Comparison[] => {
  const time = (what: string, which: keyof Sample): Comparison =>
    compare({
      what,
      unit: 'ms',
      measured: own.map((sample) => sample[which]),
      reference: bare.map((sample) => sample[which]),
      bound: null,
    });
  return [
    time(`push of a layer of ${layerMib} MiB`, 'pushLayer'),
    time('pull of it', 'pullLayer'),
    time('push of a manifest', 'pushManifest'),
    time('pull of a manifest', 'pullManifest'),
    compare({
      what: `peak memory, ${layerMib} MiB`,
      unit: 'KB',
      measured: own.map(({ layerKb }) => layerKb),
      reference: own.map(({ manifestsKb }) => manifestsKb),
      bound: memoryBound,
    }),
  ];
};

/** Measures one client against both, and the memory of the admin API meanwhile. */
export const measureContainerImages = async (lab: Lab): Promise<Section> => {
  const { rounds, factory: sizes } = lab.sizes;
  const registryUrl = await startRegistry(lab);
  const scopes = ['containers:read-update'] as const;
  const server = await startFactoryServer(lab, { name: 'images', scopes, registryUrl });
  const images = {
    layer: repeated(randomBytes(mebibyte), sizes.layerMib),
    config: repeated(Buffer.from('{}'), 1),
    manifests: sizes.manifests,
  };
  const places = {
    own: ownPlace(server),
    bare: await barePlace(lab, registryUrl.replace('unix:', '')),
  };
  const sample = (place: RegistryPlace) => (): Promise<Sample> =>
    samplePlace(place, images, server.serverPid);
  // The first one pays for what is compiled and read for the first time.
  for (const place of Object.values(places)) await sample(place)();
  const samples = await alternate(
    rounds,
    { own: sample(places.own), bare: sample(places.bare) },
    (round) => say(`container images, round ${round} of ${rounds}`),
  );
  await server.stop();
  return {
    name: 'container-images',
    explanation:
      'Pushes and pulls through the admin API beside the same at the socket of the registry: time of the client, of ' +
      `${sizes.manifests.toLocaleString('en')} manifests one after the other; resident memory of the admin API at its ` +
      'highest, beside that for manifests.',
    lines: linesOf(samples, sizes.layerMib),
  };
};
