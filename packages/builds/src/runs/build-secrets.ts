/** The secrets of a build, opened. */
import { openSecretIfPossible, type SealedPlace } from '@moorgate/auth';
import {
  type BuildRow,
  listBuildSecrets,
  listTriggerSecrets,
  type NamedSecretRow,
  type Trx,
} from '@moorgate/db';
import { reservedSecret } from '../creation/create-build.ts';
import type { BuildServices } from '../services.ts';

/** A secret that cannot be opened any more: its sealing key is gone, or what is stored was damaged. */
export interface LostSecret {
  readonly name: string;
  /** Where it can be set again; those that came with a build cannot. */
  readonly owner: 'trigger' | 'build';
}

/** What runs of a build get. */
export interface BuildSecrets {
  readonly secrets: Readonly<Record<string, string>>;
  readonly lost: readonly LostSecret[];
}

interface StoredSecret extends NamedSecretRow {
  readonly owner: LostSecret['owner'];
  readonly place: SealedPlace;
}

const listStored = async (trx: Trx, build: BuildRow): Promise<StoredSecret[]> => {
  const { factory, build_id: buildId, trigger_id: triggerId } = build;
  const ofTrigger = triggerId === null ? [] : await listTriggerSecrets(trx, triggerId);
  const ofBuild = await listBuildSecrets(trx, { factory, buildId });
  return [
    ...ofTrigger.map((row): StoredSecret => {
      const place = { table: 'build_trigger_secrets', row: `${String(triggerId)}/${row.name}` };
      return { ...row, owner: 'trigger', place };
    }),
    ...ofBuild.map((row): StoredSecret => {
      const place = { table: 'build_secrets', row: `${factory}/${String(buildId)}/${row.name}` };
      return { ...row, owner: 'build', place };
    }),
  ];
};

/** Of the trigger, then of the build itself, which comes before it under the same name, then who began it. */
export const openBuildSecrets = async (
  trx: Trx,
  { sealingKeys }: Pick<BuildServices, 'sealingKeys'>,
  build: BuildRow,
): Promise<BuildSecrets> => {
  const stored = new Map((await listStored(trx, build)).map((one) => [one.name, one]));
  const secrets: [string, string][] = [];
  const lost: LostSecret[] = [];
  for (const { name, owner, place, sealed, key_version: keyVersion } of stored.values()) {
    const opened = openSecretIfPossible(sealingKeys, place, { sealed, keyVersion });
    if (opened === null) lost.push({ name, owner });
    else secrets.push([name, opened.toString('utf8')]);
  }
  return {
    secrets: Object.fromEntries([...secrets, [reservedSecret, build.created_by]]),
    lost,
  };
};

const namesOf = (lost: readonly LostSecret[], owner: LostSecret['owner']): string =>
  lost
    .filter((one) => one.owner === owner)
    .map(({ name }) => name)
    .join(', ');

/** One line for whoever waits for what needs them: which they are, and what helps. */
export const sayLost = (lost: readonly LostSecret[]): string => {
  const ofTrigger = namesOf(lost, 'trigger');
  const ofBuild = namesOf(lost, 'build');
  const remedies = [
    ...(ofTrigger === '' ? [] : [`set again in the trigger: ${ofTrigger}`]),
    ...(ofBuild === '' ? [] : [`start another build with: ${ofBuild}`]),
  ];
  return `Secrets cannot be opened any more, since their key is gone or they were damaged; ${remedies.join('; ')}.`;
};
