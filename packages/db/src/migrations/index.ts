/** The migrations, in their order. A migration that has been released is never changed; the next one is a new file. */
import type { Migration } from 'kysely/migration';
import * as devices from './0001-devices.ts';
import * as deviceCounts from './0002-device-counts.ts';
import * as people from './0003-people.ts';
import * as changeFeed from './0004-change-feed.ts';
import * as grants from './0005-grants.ts';
import * as feedFollowers from './0006-feed-followers.ts';
import * as rekeyPermits from './0007-rekey-permits.ts';
import * as enrolment from './0008-enrolment.ts';
import * as lookupOrder from './0009-lookup-order.ts';
import * as rights from './0010-rights.ts';
import * as tokens from './0011-tokens.ts';
import * as accountProtection from './0012-account-protection.ts';
import * as identities from './0013-identities.ts';
import * as audit from './0014-audit.ts';
import * as idempotency from './0015-idempotency.ts';
import * as updates from './0016-updates.ts';
import * as updateFiles from './0017-update-files.ts';
import * as tuf from './0018-tuf.ts';
import * as configurations from './0019-configurations.ts';
import * as reports from './0020-reports.ts';
import * as deviceTests from './0021-device-tests.ts';
import * as registration from './0023-registration.ts';
import * as nextKeys from './0024-next-keys.ts';
import * as rollouts from './0026-rollouts.ts';
import * as dialectTokens from './0027-dialect-tokens.ts';
import * as oauth from './0028-oauth.ts';
import * as interactiveGrants from './0029-interactive-grants.ts';
import * as beacons from './0030-beacons.ts';
import * as factories from './0031-factories.ts';
import * as recentFiles from './0032-recent-files.ts';
import * as source from './0033-source.ts';
import * as builds from './0035-builds.ts';
import * as targets from './0036-targets.ts';
import * as deviceTags from './0037-device-tags.ts';
import * as recordsAndRetention from './0038-records-and-retention.ts';
import * as buildOmissions from './0039-build-omissions.ts';
import * as beaconTunnels from './0040-beacon-tunnels.ts';
import * as applications from './0041-applications.ts';
import * as tunnelUrls from './0042-tunnel-urls.ts';

export const migrations: Record<string, Migration> = {
  '0001-devices': devices,
  '0002-device-counts': deviceCounts,
  '0003-people': people,
  '0004-change-feed': changeFeed,
  '0005-grants': grants,
  '0006-feed-followers': feedFollowers,
  '0007-rekey-permits': rekeyPermits,
  '0008-enrolment': enrolment,
  '0009-lookup-order': lookupOrder,
  '0010-rights': rights,
  '0011-tokens': tokens,
  '0012-account-protection': accountProtection,
  '0013-identities': identities,
  '0014-audit': audit,
  '0015-idempotency': idempotency,
  '0016-updates': updates,
  '0017-update-files': updateFiles,
  '0018-tuf': tuf,
  '0019-configurations': configurations,
  '0020-reports': reports,
  '0021-device-tests': deviceTests,
  '0023-registration': registration,
  '0024-next-keys': nextKeys,
  '0026-rollouts': rollouts,
  '0027-dialect-tokens': dialectTokens,
  '0028-oauth': oauth,
  '0029-interactive-grants': interactiveGrants,
  '0030-beacons': beacons,
  '0031-factories': factories,
  '0032-recent-files': recentFiles,
  '0033-source': source,
  '0035-builds': builds,
  '0036-targets': targets,
  '0037-device-tags': deviceTags,
  '0038-records-and-retention': recordsAndRetention,
  '0039-build-omissions': buildOmissions,
  '0040-beacon-tunnels': beaconTunnels,
  '0041-applications': applications,
  '0042-tunnel-urls': tunnelUrls,
};
