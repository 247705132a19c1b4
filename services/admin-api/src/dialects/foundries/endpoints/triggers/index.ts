/** The endpoints about triggers. */
import type { AnyEndpoint } from '@moorgate/http';
import { changeProjectTriggerEndpoint } from './change-project-trigger.ts';
import { createProjectTriggerEndpoint } from './create-project-trigger.ts';
import { deleteProjectTriggerEndpoint } from './delete-project-trigger.ts';
import { listProjectTriggersEndpoint } from './list-project-triggers.ts';

/** Triggers and their secrets. */
export const triggerEndpoints: readonly AnyEndpoint[] = [
  listProjectTriggersEndpoint,
  createProjectTriggerEndpoint,
  changeProjectTriggerEndpoint,
  deleteProjectTriggerEndpoint,
];
