/** Builds, their runs, and the runners that execute them. */
import type { CatalogueEntry } from '../catalogue-entry.ts';

export const builds = {
  build_not_found: {
    kind: 'not_found',
    title: 'There is no such build, run or artifact.',
    remedy: 'The list of builds shows their numbers, a build its runs, and a run its artifacts.',
  },
  build_removed: {
    kind: 'not_found',
    title: 'The build was removed, with its runs, consoles and artifacts, since its time was over.',
    remedy:
      'The operator sets how long builds are kept (`MOORGATE_BUILD_RETENTION_DAYS`, `MOORGATE_BUILD_RETENTION_BYTES`). The newest one, those that were promoted, and those that a target names always are.',
  },
  build_definition_invalid: {
    kind: 'invalid',
    title: 'The project definition of the build cannot be used.',
    remedy: '`detail` and `errors` name the fields that are wrong, or not offered here.',
  },
  build_not_complete: {
    kind: 'invalid',
    title: 'The build has not passed, or the run has not ended.',
    remedy:
      'Wait until it is complete. What is promoted has passed; what is started again has ended.',
  },
  build_ended: {
    kind: 'conflict',
    title: 'The build, or the run, has ended: there is nothing to cancel.',
    remedy: 'Start it again if it is to be repeated.',
  },
  build_trigger_not_found: {
    kind: 'not_found',
    title: 'There is no such trigger.',
    remedy: 'The list of triggers shows their numbers.',
  },
  run_lease_lost: {
    kind: 'conflict',
    title: 'The run is not, or not any more, that of this runner.',
    remedy:
      'Nothing was heard of the runner for the time of its lease, the run has ended, or somebody has begun it anew. A runner ends the run and forgets it.',
  },
  run_console_misplaced: {
    kind: 'conflict',
    title: 'The console of the run does not end where this piece begins.',
    remedy: 'Go on at the byte that `bytes` of the answer names.',
  },
  run_console_full: {
    kind: 'too_large',
    title: 'The console of the run is full.',
    remedy:
      'Nothing more of it is stored; the run goes on. What is large belongs into an artifact.',
  },
  run_artifact_path_invalid: {
    kind: 'invalid',
    title: 'This can be no path of an artifact.',
    remedy:
      'A path has at most 32 segments of `A-Z a-z 0-9 . _ @ + -`, none of dots alone, and 1,024 bytes; what is a file is no folder.',
  },
  run_artifacts_exhausted: {
    kind: 'too_large',
    title: 'The run has no room for this artifact.',
    remedy: '`detail` names the limit: of artifacts of a run, or of their bytes together.',
  },
  runner_not_found: {
    kind: 'not_found',
    title: 'There is no such runner.',
    remedy: 'The list of runners shows their ids.',
  },
  runner_exists: {
    kind: 'conflict',
    title: 'There is a runner of this name, or there are as many as there may be.',
    remedy: 'Choose another name, or delete the runner that has it.',
  },
  webhook_address_forbidden: {
    kind: 'forbidden',
    title: 'The policy of this installation forbids the address of the webhook.',
    remedy:
      'The operator sets in which networks webhooks may be (`MOORGATE_WEBHOOK_NETWORKS`, `MOORGATE_WEBHOOK_REFUSED_NETWORKS`).',
  },
  webhook_call_failed: {
    kind: 'unavailable',
    title: 'The webhook did not accept the message.',
    remedy:
      'It has to answer with a status from 200 to 299 within 15 seconds, and without a redirect.',
  },
} as const satisfies Record<string, CatalogueEntry>;
