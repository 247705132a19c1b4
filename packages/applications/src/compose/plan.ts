/** What a compose file asks for, as bodies of the Docker API. */

/** A body of the Docker API. */
export type Body = Readonly<Record<string, unknown>>;

/** What has to have become of another service before a service is started. */
export type Condition = 'service_started' | 'service_healthy' | 'service_completed_successfully';

/** Another service that comes first. */
export interface Dependency {
  readonly service: string;
  readonly condition: Condition;
}

/** A network that a container is connected to after it was created: engines take one alone with its body. */
export interface Connection {
  /** The network as the engine knows it. */
  readonly network: string;
  /** Of `EndpointConfig` in `POST /networks/{network}/connect`. */
  readonly endpoint: Body;
}

/** A service, and the one container that it has. */
export interface ComposeService {
  /** As the file calls it. */
  readonly name: string;
  /** `<application>_<service>`. */
  readonly container: string;
  readonly image: string;
  /** Of `POST /containers/create`. */
  readonly body: Body;
  readonly connections: readonly Connection[];
  readonly dependencies: readonly Dependency[];
}

/** A network or a volume that an engine makes. */
export interface ComposeResource {
  /** `<application>_<name in the file>`. */
  readonly name: string;
  /** Of `POST /networks/create` or `POST /volumes/create`; its name is in it. */
  readonly body: Body;
}

/** A whole file. */
export interface ComposePlan {
  /** Each behind those that it depends on; else as they are written. */
  readonly services: readonly ComposeService[];
  /** Those that a service is in. */
  readonly networks: readonly ComposeResource[];
  /** Those that a service mounts. */
  readonly volumes: readonly ComposeResource[];
}
