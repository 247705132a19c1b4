/** Which trigger of a definition a build runs. */
import { fault } from '@moorgate/errors';
import type { ProjectDefinition, TriggerDefinition } from './definition.ts';

/**
 * The trigger of this name; else the one that is named as its first part is, `containers` for `containers-main`; else the
 * only one. Throws `build_definition_invalid` where it cannot be told.
 */
export const selectTrigger = (
  { triggers }: ProjectDefinition,
  name: string | null,
): TriggerDefinition => {
  const named = triggers.find((trigger) => trigger.name === name);
  if (named !== undefined) return named;
  const kind = name?.split('-', 1)[0];
  const general = triggers.find((trigger) => trigger.name === kind);
  if (general !== undefined) return general;
  const [only] = triggers;
  if (only !== undefined && triggers.length === 1) return only;
  throw fault('build_definition_invalid', {
    detail: `No trigger is called ${name ?? 'as the build says'}.`,
    issues: [{ pointer: '/triggers', message: 'must have the trigger that the build names' }],
  });
};
