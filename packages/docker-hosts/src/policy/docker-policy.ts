/** What an operator does not let anybody ask of an engine. */

/** Each kind of power over a host, with what is refused because of it. */
export const dockerRefusals = {
  privileged: 'privileged containers and commands',
  'host-namespaces': 'namespaces of the host, or of another container',
  devices: 'devices of the host',
  'host-binds': 'folders of the host, and volumes of other containers',
  capabilities: 'additional capabilities',
  'security-options': 'less than the usual confinement',
} as const;

export type DockerRefusal = keyof typeof dockerRefusals;

/** What is refused; nothing for an empty set. */
export type DockerPolicy = ReadonlySet<DockerRefusal>;

/** What stands in the way of a request: which rule, and where, as a JSON pointer into the body or a name of what was asked. */
export interface RefusedPart {
  readonly rule: DockerRefusal;
  readonly pointer: string;
}
