/** Names of this dialect beside ours; pure. */
import type { SecondFactorCode } from '@moorgate/auth';
import type {
  BeaconInstance,
  RankedUser,
  Permissions,
  UsableBeacon,
  WantedPermission,
} from '@moorgate/beacons';
import type { AskedRequest, Reply } from '@moorgate/http';
import type { Static } from 'typebox';
import type { BeaconSchema, InstanceSchema, UserSchema, VmSchema } from './schemas.ts';

/** The prefixes; the first is the one of the document. */
export const lighthousePrefixes = ['/api/v0.2', '/api/v0.1'] as const;

const areas: readonly string[] = ['users', 'beacons', 'aliases', 'applications'];

/** The area of a path, as errors name it. */
export const areaOf = (path: string): string => {
  const [, , , segment = ''] = path.split('/', 4);
  if (segment === 'login' || segment === 'logout') return 'auth';
  return areas.includes(segment) ? segment : 'lighthouse';
};

/** Whether a request is one of the first version. */
export const isFirstVersion = (path: string): boolean => path.startsWith('/api/v0.1/');

/** An error of the first version, which has its area in another field. */
const withErrorField = (reply: Reply): Reply => {
  const { body } = reply;
  if (typeof body !== 'object' || body === null || !('Cause' in body)) return reply;
  const { Cause: Error, ...rest } = body as { readonly Cause: unknown };
  return { ...reply, body: { Error, ...rest } };
};

/** The reply as the version of the request has it: a login of the first one says whether it was good, and nothing else. */
export const inVersion = (reply: Reply, asked: AskedRequest): Reply => {
  if (!isFirstVersion(asked.path)) return reply;
  if (asked.operationId !== 'logIntoLighthouse') return withErrorField(reply);
  if (reply.status === 200) return { ...reply, body: 'true' };
  return reply.status === 401 ? { status: 200, body: 'false' } : withErrorField(reply);
};

/** The code of a login; null without one. */
export const toSecondFactorCode = (body: {
  readonly OneTimeCode?: string;
  readonly RecoveryCode?: string;
}): SecondFactorCode | null => {
  const { OneTimeCode: oneTime, RecoveryCode: recovery } = body;
  if (oneTime !== undefined) return { kind: 'one-time', code: oneTime };
  return recovery === undefined ? null : { kind: 'recovery', code: recovery };
};

/** A beacon of the list. */
export const toBeaconBody = ({ alias, address }: UsableBeacon): Static<typeof BeaconSchema> => ({
  Alias: alias,
  Address: address,
});

/** An instance of a beacon; without an alias it has an empty one. */
export const toInstanceBody =
  (beaconAddress: string) =>
  (instance: BeaconInstance): Static<typeof InstanceSchema> => ({
    Alias: instance.alias ?? '',
    InstanceAddress: instance.address,
    Name: instance.name,
    CanAccessDocker: instance.canAccessDocker,
    BeaconAddress: beaconAddress,
  });

/** An instance as a beacon itself reports it: members that are empty are left out. */
export const toVmBody = ({
  address,
  name,
  canAccessDocker,
}: BeaconInstance): Static<typeof VmSchema> => {
  const [, host = '', port = '', version = ''] = /^(.*):(\d*)\/([^/]*)$/.exec(address) ?? [];
  const texts = { name, address: host, port, version };
  const present = Object.entries(texts).filter(([, text]) => text !== '');
  return { ...(Object.fromEntries(present) as Partial<typeof texts>), canAccessDocker };
};

/** A person with what they may do; as documented, which is without applications, for whoever has none. */
export const toUserBody = ({
  level,
  beacons,
  applications,
}: RankedUser & Permissions): Static<typeof UserSchema> => {
  const Applications = Object.fromEntries(applications.map((one) => [one.name, one.level]));
  const Beacons = Object.fromEntries(beacons.map((one) => [one.address, one.level]));
  const isDocumented = applications.length === 0;
  return { AuthLevel: level, Permissions: isDocumented ? { Beacons } : { Applications, Beacons } };
};

/** Levels by what they are held on; below 0 stands for none. */
export const toPermissions = (levels: Readonly<Record<string, number>> = {}): WantedPermission[] =>
  Object.entries(levels).map(([on, level]) => ({ on, level: level < 0 ? null : level }));
