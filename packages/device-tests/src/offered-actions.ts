/** Which actions a device offers, and how its configuration asks for one. */
import type { ConfigurationFiles } from '@moorgate/db';

/** The file of its own layer in which a device names its actions, separated by commas. */
const offerFile = 'fio-remote-actions';

/** What the agent runs when a file that asks for an action has changed. */
const handler = '/usr/share/fioconfig/handlers/fioconfig-oneshot';

/** The name goes into the name of a file, and to a handler as an argument. */
const actionName = /^[A-Za-z0-9_-]{1,64}$/;

/** Under other names the agent runs an action, and cannot report it. */
const capturableName = /^[a-z0-9_-]{4,16}$/;

/** Whether the agent can report an action of that name. */
export const isCapturable = (name: string): boolean => capturableName.test(name);

/** The actions that a device offers in its own layer of configuration, sorted; those of other names cannot be asked for. */
export const offeredActions = (layer: ConfigurationFiles): string[] => {
  const offer = Object.hasOwn(layer, offerFile) ? layer[offerFile] : undefined;
  if (offer === undefined || !offer.isUnencrypted) return [];
  const names = offer.value.split(',').map((name) => name.trim());
  return [...new Set(names.filter((name) => actionName.test(name)))].sort();
};

/** A layer that asks for an action, beside all that it has. The agent runs it once for each id. */
export const withAction = (
  layer: ConfigurationFiles,
  action: { readonly name: string; readonly id: string; readonly isCaptured: boolean },
): ConfigurationFiles => {
  const lines = [`COMMAND_ID=${action.id}`, ...(action.isCaptured ? ['COMMAND_CAPTURE=1'] : [])];
  const file = {
    value: `${lines.join('\n')}\n`,
    isUnencrypted: true,
    onChanged: [handler, action.name],
  };
  return { ...layer, [`remote-action-${action.name}`]: file };
};
