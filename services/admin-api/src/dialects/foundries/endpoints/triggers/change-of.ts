/** What is said of a trigger, from the wire. */
import type { TriggerChange } from '@moorgate/builds';
import type { Static } from 'typebox';
import type { TriggerChangeSchema } from '../../schemas-triggers.ts';

/** What a body asks for. */
export const changeOf = (body: Static<typeof TriggerChangeSchema>): TriggerChange => ({
  type: body.type,
  definitionRepo: body.definition_repo,
  definitionFile: body.definition_file,
  queuePriority: body.queue_priority,
  secrets: body.secrets,
});
