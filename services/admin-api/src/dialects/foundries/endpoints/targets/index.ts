/** The endpoints about targets. */
import type { AnyEndpoint } from '@moorgate/http';
import { addFactoryTargetsEndpoint } from './add-factory-targets.ts';
import { editFactoryTargetsEndpoint } from './edit-factory-targets.ts';
import { getFactoryTargetAppEndpoint } from './get-factory-target-app.ts';
import { getFactoryTargetEndpoint } from './get-factory-target.ts';
import { listFactoryTargetsEndpoint } from './list-factory-targets.ts';
import { pruneFactoryTargetsEndpoint } from './prune-factory-targets.ts';
import { tagFactoryTargetsEndpoint } from './tag-factory-targets.ts';

/** Targets. */
export const targetEndpoints: readonly AnyEndpoint[] = [
  listFactoryTargetsEndpoint,
  getFactoryTargetEndpoint,
  addFactoryTargetsEndpoint,
  editFactoryTargetsEndpoint,
  tagFactoryTargetsEndpoint,
  pruneFactoryTargetsEndpoint,
  getFactoryTargetAppEndpoint,
];
