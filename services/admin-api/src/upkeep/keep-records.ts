/** Audit records of pushes whose server was killed before it wrote them, while the admin API runs. */
import { type RegistryServices, settleAllManifests, settleCollections } from '@moorgate/containers';
import { settleAllPushes, type SourceServices } from '@moorgate/source';
import { repeat } from './repeat.ts';

const everyMsByDefault = 15_000;

/**
 * Looks at the start, and again and again, what became of pushes that were let through and have no record: of references, and
 * of manifests where there is a registry. Any number of processes may do so at once. Answers what ends it, after what is
 * under way.
 */
export const keepRecords = (
  services: SourceServices,
  registry: RegistryServices | null,
  everyMs: number = everyMsByDefault,
): (() => Promise<void>) => {
  const { log } = services;
  const ends = [
    repeat({
      log,
      everyMs,
      trouble: 'moves of references without a record are not looked for',
      work: () => settleAllPushes(services),
    }),
    repeat({
      log,
      everyMs,
      trouble: 'changes of images without a record are not looked for',
      work: async () => {
        if (registry !== null) await settleAllManifests(services, registry);
      },
    }),
    repeat({
      log,
      everyMs,
      trouble: 'the ends of collections are not recorded',
      work: async () => {
        if (registry?.endpoint.kind === 'socket')
          await settleCollections(services, registry.endpoint);
      },
    }),
  ];
  return async () => void (await Promise.all(ends.map((end) => end())));
};
