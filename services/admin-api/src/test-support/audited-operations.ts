/** Which audit records a successful call of each operation writes, and a check that it did. */
import { type Db, listAuditRecords } from '@moorgate/db';
import type { AnsweredRequest, AnyEndpoint } from '@moorgate/http';
import { dialectFaces } from '../dialects/index.ts';
import { nativeEndpoints, nativeFace } from '../dialects/native/index.ts';

/** The actions, any of which is enough; or why there is nothing to record. */
export type Audited = readonly string[] | { readonly nothing: string };

/** Every operation of the native dialect that may change something. */
export const auditedOperations: Readonly<Record<string, Audited>> = {
  addDeviceCa: ['device_ca.added'],
  appendRunConsole: { nothing: 'a runner does what an operator asked for, and that is recorded' },
  approveEnrolment: ['device.enrolment_approved'],
  beginSecondFactor: { nothing: 'a secret protects nothing before a code has confirmed it' },
  cancelBuild: ['build.cancelled', 'run.cancelled'],
  changeApplicationCredential: [
    'application_credential.changed',
    'token.changed',
    'token.narrowed',
    'token.disabled',
    'token.enabled',
  ],
  changeDeviceCa: ['device_ca.changed'],
  changeOwnPassword: ['user.password_changed'],
  changeRole: ['role.changed'],
  changeRunStatus: { nothing: 'a runner does what an operator asked for, and that is recorded' },
  changeServiceAccount: ['service_account.changed'],
  completeRun: { nothing: 'a runner does what an operator asked for, and that is recorded' },
  changeSourceRepository: ['repository.changed'],
  changeToken: ['token.changed', 'token.narrowed', 'token.disabled', 'token.enabled'],
  changeUserRoles: ['user.roles_changed'],
  changeUserScopes: ['user.scopes_changed'],
  confirmSecondFactor: ['user.second_factor_confirmed'],
  createApplication: ['application.operation_requested'],
  createApplicationCredential: ['application_credential.created'],
  createEnrolmentToken: ['enrolment_token.created'],
  createRekeyPermit: ['device.rekey_permitted'],
  closeRollout: ['rollout.closed'],
  createRole: ['role.created'],
  createRollout: ['rollout.created'],
  createRunner: ['runner.created'],
  createServiceAccount: ['service_account.created'],
  createSourceRepository: ['repository.created'],
  createUser: ['user.created'],
  revertApplication: ['application.operation_requested'],
  startApplication: ['application.operation_requested'],
  stopApplication: ['application.operation_requested'],
  updateApplication: ['application.operation_requested'],
  deactivateUser: ['user.deactivated'],
  deleteBeacon: ['beacon.deleted'],
  deleteContainerManifest: ['container_image.deleted'],
  deleteRole: ['role.deleted'],
  deleteRollout: ['rollout.deleted'],
  deleteRunner: ['runner.deleted'],
  deleteUpdate: ['update.deleted'],
  deleteServiceAccount: ['service_account.deleted'],
  deleteSourceRepository: ['repository.deleted'],
  denyDevice: ['device.denied'],
  endSession: ['token.revoked'],
  endSessionById: ['token.revoked'],
  endSessionsOfUser: ['user.sessions_ended'],
  issueServiceToken: ['token.issued'],
  issueToken: ['token.issued'],
  leaseRun: { nothing: 'a runner does what an operator asked for, and that is recorded' },
  makeAuditCheckpoint: ['audit.checkpoint_made'],
  patchLabels: ['device.labels_changed'],
  reactivateUser: ['user.reactivated'],
  registerDevice: ['device.registered'],
  reinstateDeviceCa: ['device_ca.reinstated'],
  rejectEnrolment: ['device.enrolment_rejected'],
  removeSecondFactor: ['user.second_factor_removed'],
  renewRunLease: { nothing: 'a runner does what an operator asked for, and that is recorded' },
  rerunBuild: ['run.restarted'],
  replaceLabels: ['device.labels_changed'],
  reportTokenLeaks: { nothing: 'most of what is reported is no token of ours' },
  resetPassword: ['user.password_reset'],
  resetSecondFactor: ['user.second_factor_reset'],
  retireDeviceCa: ['device_ca.retired'],
  revokeApplicationCredential: ['token.revoked'],
  revokeEnrolmentToken: ['enrolment_token.revoked'],
  revokeRekeyPermit: ['device.rekey_permit_revoked'],
  revokeToken: ['token.revoked'],
  revokeTokens: ['token.revoked'],
  retryTarget: ['target.retried'],
  rotateApplicationCredential: ['token.rotated'],
  rotateOwnToken: ['token.rotated'],
  rotateToken: ['token.rotated'],
  revertDeviceConfiguration: ['configuration.changed'],
  revertFactoryConfiguration: ['configuration.changed'],
  revertGroupConfiguration: ['configuration.changed'],
  setDeviceConfiguration: ['configuration.changed'],
  setFactoryConfiguration: ['configuration.changed'],
  setGroupConfiguration: ['configuration.changed'],
  startAction: ['device.action_started'],
  startContainerCollection: ['container_collection.started'],
  uploadRunArtifact: { nothing: 'a runner does what an operator asked for, and that is recorded' },
  uploadConfigurations: ['configuration.changed'],
  startLink: { nothing: 'whoever comes back from the provider is linked, and that is recorded' },
  startSession: ['session.started'],
  uploadStagedUpdate: ['update.uploaded'],
  uploadUpdate: ['update.uploaded'],
  unassignDevice: ['device.update_unassigned'],
  unassignRollout: ['rollout.unassigned'],
  undenyDevice: ['device.undenied', 'device.purged'],
  unlinkIdentity: ['identity.unlinked'],
  unlinkOwnIdentity: ['identity.unlinked'],
};

const mayChange = ({ method, changesByGet }: AnyEndpoint): boolean =>
  (method !== 'GET' && method !== 'HEAD') || changesByGet === true;

/** The operations that may change something, by their ids. */
export const changingOperations: readonly string[] = nativeEndpoints
  .filter(mayChange)
  .map(({ operationId }) => operationId);

/** Those of the other dialects that write a record of some sort; each says itself why it writes none. */
const recordedElsewhere: ReadonlySet<string> = new Set(
  dialectFaces
    .filter(({ name }) => name !== nativeFace.name)
    .flatMap(({ endpoints }) => endpoints)
    .filter((endpoint) => mayChange(endpoint) && endpoint.unaudited === undefined)
    .map(({ operationId }) => operationId),
);

/** Watches the answers of an application. */
export interface AuditWatch {
  onAnswer(answered: AnsweredRequest): void;
  /**
   * Throws for an operation that was successful, and none of whose calls has a record of its own. A single call may change
   * nothing, since everything was as it asked for.
   */
  check(db: Db): Promise<void>;
}

/** The actions of the records that an operation writes; null for whichever it writes. */
const actionsOf = (operationId: string): Audited | null => {
  if (recordedElsewhere.has(operationId)) return null;
  const audited = auditedOperations[operationId];
  if (audited === undefined) throw new Error(`${operationId}: what does it record?`);
  return audited;
};

/** Makes one. */
export const watchAudit = (): AuditWatch => {
  const requestsOf = new Map<string, string[]>();
  const isWatched = (operationId: string): boolean =>
    changingOperations.includes(operationId) || recordedElsewhere.has(operationId);
  const isRecorded = async (db: Db, operationId: string, actions: readonly string[] | null) => {
    for (const requestId of requestsOf.get(operationId) ?? []) {
      for (const action of actions ?? [undefined]) {
        const filter = action === undefined ? { requestId } : { requestId, action };
        if ((await listAuditRecords(db, { filter, before: null, limit: 1 })).length > 0)
          return true;
      }
    }
    return false;
  };
  return {
    onAnswer: ({ operationId, status, requestId, code }) => {
      // Some dialects refuse with 200.
      const isSuccess = code === null && status !== null && status >= 200 && status < 300;
      if (operationId === null || !isSuccess || !isWatched(operationId)) return;
      requestsOf.set(operationId, [...(requestsOf.get(operationId) ?? []), requestId]);
    },
    check: async (db) => {
      const unrecorded: string[] = [];
      for (const operationId of requestsOf.keys()) {
        const audited = actionsOf(operationId);
        if (audited !== null && 'nothing' in audited) continue;
        if (await isRecorded(db, operationId, audited)) continue;
        const wanted = audited?.join(' or ') ?? 'any record';
        unrecorded.push(`${operationId} was successful without ${wanted}`);
      }
      if (unrecorded.length > 0) throw new Error(`not recorded: ${unrecorded.join(', ')}`);
    },
  };
};
