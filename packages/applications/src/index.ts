export { openOperationRunner, type OperationRunner } from './drive/operation-runner.ts';
export type { OperationServices, OperationTimes } from './drive/services.ts';
export type {
  ComposePlan,
  ComposeResource,
  ComposeService,
  Condition,
  Connection,
  Dependency,
} from './compose/plan.ts';
export type { Health } from './health.ts';
export {
  findOperation,
  type Operation,
  requireOperation,
  type OperationHost,
} from './operations/find-operation.ts';
export { followOperation, type OperationLine } from './operations/follow-operation.ts';
export { countOperationWork, forgetOldOperations } from './operations/forget-operations.ts';
export type { OperationPlan, PartPlan, StageKind } from './plan.ts';
export {
  type Application,
  type Deployment,
  listApplications,
  readHistory,
} from './reads/list-applications.ts';
export {
  findVisibleApplication,
  pageApplications,
  pageDeployments,
  pageOperations,
  type PageRequest,
} from './reads/page-applications.ts';
export { type ApplicationRequest, createApplication } from './requests/create-application.ts';
export type { Command } from './requests/command.ts';
export { type RevertRequest, revertApplication } from './requests/revert-application.ts';
export {
  startApplication,
  stopApplication,
  type ToggleRequest,
} from './requests/toggle-application.ts';
export { updateApplication, type UpdateRequest } from './requests/update-application.ts';
export type { ApplicationServices, JudgedRequest } from './services.ts';
