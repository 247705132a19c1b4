/** The endpoints of a dialect by their paths, in the order in which a router tries them. */
import { byConcreteness, pathShape } from './express-path.ts';
import type { Mounted } from './mount-steps.ts';

/** Groups endpoints by path, aliases included, and by method; concrete paths first. Throws when one would hide another. */
export const groupByPath = (endpoints: readonly Mounted[]): [string, Map<string, Mounted>][] => {
  const groups = new Map<string, Map<string, Mounted>>();
  for (const mounted of endpoints) {
    const { method, operationId, aliases = [] } = mounted.endpoint;
    for (const path of [mounted.endpoint.path, ...aliases]) {
      const group = groups.get(path) ?? new Map<string, Mounted>();
      const other = group.get(method)?.endpoint.operationId;
      if (other !== undefined)
        throw new Error(`${operationId} and ${other}: both ${method} ${path}`);
      groups.set(path, group.set(method, mounted));
    }
  }
  for (const paths of Map.groupBy(groups.keys(), pathShape).values()) {
    if (paths.length > 1) throw new Error(`${paths.join(' and ')} match the same requests`);
  }
  return [...groups].sort(([one], [other]) => byConcreteness(one, other));
};
