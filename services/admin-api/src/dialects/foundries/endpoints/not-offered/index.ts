/** What the original has and this server has not, with the reasons. */
import type { AnyEndpoint } from '@moorgate/http';
import { defineMissing, type Missing } from './not-offered.ts';

const factory = '/factories/{factory}';
const updates = '/repo/{factory}/api/v1/user_repo/root/updates';

const waves =
  'Waves are not offered here: targets for production are signed with keys of yours there, which no rollout does here. Rollouts give an update to groups and devices step by step: `moorgate updates create-rollout`.';
const keys =
  'Changing keys in a transaction is not offered here: the keys of the metadata are kept and rotated on the server, with `moorgate tuf rotate-root`.';
const queues =
  'Event queues are not offered here: nothing is pushed to other servers. What devices report can be read and followed with the API of updates and rollouts.';
const certificates =
  'Changing certificates is not offered here: the CAs of devices and the certificates of the gateway are made with `moorgate pki`, and CAs are added with `/v1/device-cas`.';

const targets: readonly Missing[] = [
  {
    operationId: 'assembleSystemImage',
    method: 'POST',
    path: `${factory}/targets/{target}/images/`,
    summary: 'Assemble an image of a target',
    scope: 'targets:read-update',
    reason:
      'Assembling system images is not offered here: there is no builder of images. Build them where the platform is built.',
  },
  {
    operationId: 'createStaticDeltas',
    method: 'POST',
    path: `${factory}/targets/{target}/static-deltas/`,
    summary: 'Make static deltas to a version',
    scope: 'targets:read-update',
    reason:
      'Making static deltas is not offered here: deltas that an uploaded repository has are served to devices as they are.',
  },
  {
    operationId: 'createOfflineMetadata',
    method: 'POST',
    path: `${factory}/targets/{target}/meta/`,
    summary: 'Make metadata for an offline update',
    scope: 'targets:read-update',
    reason:
      'Metadata for offline updates is not offered here: no bundles of file systems and apps are made that it could be about.',
  },
];

const wave = `${factory}/waves/{wave}`;
const waveOperations: readonly Missing[] = (
  [
    ['listWaves', 'GET', `${factory}/waves/`, 'List waves'],
    ['createWave', 'POST', `${factory}/waves/`, 'Create a wave'],
    ['getWave', 'GET', `${wave}/`, 'Show a wave'],
    ['signWave', 'POST', `${wave}/sign/`, 'Sign a wave'],
    ['rollOutWave', 'POST', `${wave}/rollout/`, 'Roll a wave out'],
    ['cancelWave', 'POST', `${wave}/cancel/`, 'Cancel a wave'],
    ['completeWave', 'POST', `${wave}/complete/`, 'Complete a wave'],
    ['getWaveStatus', 'GET', `${wave}/status/`, 'Show how far a wave is'],
  ] as const
).map(([operationId, method, path, summary]) => ({
  ...{ operationId, method, path, summary, reason: waves },
  scope: method === 'GET' ? 'targets:read' : 'targets:read-update',
}));

const keyOperations: readonly Missing[] = (
  [
    ['getFirstRootKey', 'GET', `${factory}/first_root.sec`, 'Get the first key of the root'],
    ['getKeyTransaction', 'GET', updates, 'Show a change of keys'],
    ['beginKeyTransaction', 'POST', updates, 'Begin a change of keys'],
    ['changeKeyTransaction', 'PUT', updates, 'Go on with a change of keys'],
    ['applyKeyTransaction', 'POST', `${updates}/apply`, 'Apply a change of keys'],
    ['cancelKeyTransaction', 'POST', `${updates}/cancel`, 'Cancel a change of keys'],
    ['drawOnlineKeys', 'POST', `${updates}/gen-online-keys`, 'Make keys that stay on the server'],
  ] as const
).map(([operationId, method, path, summary]) => ({
  ...{ operationId, method, path, summary, reason: keys },
  scope: method === 'GET' ? 'targets:read' : 'targets:read-update',
}));

const otherOperations: readonly Missing[] = [
  {
    operationId: 'requestFactoryCertificates',
    method: 'POST',
    path: `${factory}/certs/`,
    summary: 'Ask for certificates to be signed',
    scope: 'devices:read-update',
    reason: certificates,
  },
  {
    operationId: 'changeFactoryCertificates',
    method: 'PATCH',
    path: `${factory}/certs/`,
    summary: 'Change certificates',
    scope: 'devices:read-update',
    reason: certificates,
  },
  {
    operationId: 'listEventQueues',
    method: 'GET',
    path: `${factory}/event-queues/`,
    summary: 'List event queues',
    scope: 'devices:read',
    reason: queues,
  },
  {
    operationId: 'createEventQueue',
    method: 'POST',
    path: `${factory}/event-queues/`,
    summary: 'Create an event queue',
    scope: 'devices:read-update',
    reason: queues,
  },
  {
    operationId: 'deleteEventQueue',
    method: 'DELETE',
    path: `${factory}/event-queues/{label}/`,
    summary: 'Delete an event queue',
    scope: 'devices:read-update',
    reason: queues,
  },
];

/** All of them. */
export const missingEndpoints: readonly AnyEndpoint[] = [
  ...targets,
  ...waveOperations,
  ...keyOperations,
  ...otherOperations,
].map(defineMissing);
