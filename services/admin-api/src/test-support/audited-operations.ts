/** Which audit records a successful call of each operation writes, and a check that it did. */
import { type Db, listAuditRecords } from '@moorgate/db';
import type { AnsweredRequest } from '@moorgate/http';
import { nativeEndpoints } from '../dialects/native/index.ts';

/** The actions, any of which is enough; or why there is nothing to record. */
export type Audited = readonly string[] | { readonly nothing: string };

/** Every operation that may change something. */
export const auditedOperations: Readonly<Record<string, Audited>> = {
  addDeviceCa: ['device_ca.added'],
  approveEnrolment: ['device.enrolment_approved'],
  beginSecondFactor: { nothing: 'a secret protects nothing before a code has confirmed it' },
  changeDeviceCa: ['device_ca.changed'],
  changeOwnPassword: ['user.password_changed'],
  changeRole: ['role.changed'],
  changeServiceAccount: ['service_account.changed'],
  changeToken: ['token.changed', 'token.narrowed', 'token.disabled', 'token.enabled'],
  changeUserRoles: ['user.roles_changed'],
  changeUserScopes: ['user.scopes_changed'],
  confirmSecondFactor: ['user.second_factor_confirmed'],
  createEnrolmentToken: ['enrolment_token.created'],
  createRekeyPermit: ['device.rekey_permitted'],
  closeRollout: ['rollout.closed'],
  createRole: ['role.created'],
  createRollout: ['rollout.created'],
  createServiceAccount: ['service_account.created'],
  createUser: ['user.created'],
  deactivateUser: ['user.deactivated'],
  deleteRole: ['role.deleted'],
  deleteRollout: ['rollout.deleted'],
  deleteUpdate: ['update.deleted'],
  deleteServiceAccount: ['service_account.deleted'],
  denyDevice: ['device.denied'],
  endSession: ['token.revoked'],
  endSessionById: ['token.revoked'],
  endSessionsOfUser: ['user.sessions_ended'],
  issueServiceToken: ['token.issued'],
  issueToken: ['token.issued'],
  makeAuditCheckpoint: ['audit.checkpoint_made'],
  patchLabels: ['device.labels_changed'],
  reactivateUser: ['user.reactivated'],
  registerDevice: ['device.registered'],
  reinstateDeviceCa: ['device_ca.reinstated'],
  rejectEnrolment: ['device.enrolment_rejected'],
  removeSecondFactor: ['user.second_factor_removed'],
  replaceLabels: ['device.labels_changed'],
  reportTokenLeaks: { nothing: 'most of what is reported is no token of ours' },
  resetPassword: ['user.password_reset'],
  resetSecondFactor: ['user.second_factor_reset'],
  retireDeviceCa: ['device_ca.retired'],
  revokeEnrolmentToken: ['enrolment_token.revoked'],
  revokeRekeyPermit: ['device.rekey_permit_revoked'],
  revokeToken: ['token.revoked'],
  revokeTokens: ['token.revoked'],
  rotateOwnToken: ['token.rotated'],
  rotateToken: ['token.rotated'],
  revertDeviceConfiguration: ['configuration.changed'],
  revertFactoryConfiguration: ['configuration.changed'],
  revertGroupConfiguration: ['configuration.changed'],
  setDeviceConfiguration: ['configuration.changed'],
  setFactoryConfiguration: ['configuration.changed'],
  setGroupConfiguration: ['configuration.changed'],
  startAction: ['device.action_started'],
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

/** The operations that may change something, by their ids. */
export const changingOperations: readonly string[] = nativeEndpoints
  .filter(({ method }) => method !== 'GET' && method !== 'HEAD')
  .map(({ operationId }) => operationId);

/** Watches the answers of an application. */
export interface AuditWatch {
  onAnswer(answered: AnsweredRequest): void;
  /**
   * Throws for an operation that was successful, and none of whose calls has a record of its own. A single call may change
   * nothing, since everything was as it asked for.
   */
  check(db: Db): Promise<void>;
}

/** Makes one. */
export const watchAudit = (): AuditWatch => {
  const requestsOf = new Map<string, string[]>();
  const isRecorded = async (db: Db, operationId: string, actions: readonly string[]) => {
    for (const requestId of requestsOf.get(operationId) ?? []) {
      for (const action of actions) {
        const filter = { requestId, action };
        if ((await listAuditRecords(db, { filter, before: null, limit: 1 })).length > 0)
          return true;
      }
    }
    return false;
  };
  return {
    onAnswer: ({ operationId, status, requestId }) => {
      const isSuccess = status !== null && status >= 200 && status < 300;
      if (operationId === null || !isSuccess || !changingOperations.includes(operationId)) return;
      requestsOf.set(operationId, [...(requestsOf.get(operationId) ?? []), requestId]);
    },
    check: async (db) => {
      const unrecorded: string[] = [];
      for (const operationId of requestsOf.keys()) {
        const audited = auditedOperations[operationId];
        if (audited === undefined) throw new Error(`${operationId}: what does it record?`);
        if ('nothing' in audited || (await isRecorded(db, operationId, audited))) continue;
        unrecorded.push(`${operationId} was successful without ${audited.join(' or ')}`);
      }
      if (unrecorded.length > 0) throw new Error(`not recorded: ${unrecorded.join(', ')}`);
    },
  };
};
