/** The definition of a face: all that one dialect brings, for the mount and for its document. */
import { type Context, type UserPrincipal, withStoreFaults } from '@moorgate/auth';
import type { AnyEndpoint, Credentials, Dialect, FaultForm, Operation } from '@moorgate/http';
import type { DialectParts } from '../dialect-parts.ts';

/** What the OpenAPI document of a face says beside what its endpoints say themselves. */
export interface FaceDocument {
  /** Of the document, in the folder `openapi` of this service. */
  readonly fileName: string;
  readonly title: string;
  readonly description: string;
  /** What each tag of the endpoints is about, in the order of the document. */
  readonly tags: Readonly<Record<string, string>>;
  /** Security Scheme Objects by name; an operation that needs a credential takes any of them. */
  readonly securitySchemes: Readonly<Record<string, object>>;
  /** How errors are answered; as problem details (RFC 9457) unless said. */
  readonly faultForm?: FaultForm;
}

/** A dialect, before it is given what it works with. */
export interface DialectFace {
  readonly name: string;
  /** The dialect that it is a part of, which an operator may forbid. */
  readonly dialect: string;
  /** The endpoints stand under each; the first is the one in the document. */
  readonly prefixes: readonly string[];
  readonly endpoints: readonly AnyEndpoint[];
  readonly document: FaceDocument;
  /** The paths under which it answers for everything that no dialect behind it has; its prefixes unless said. */
  readonly owns: readonly string[];
  /** True where repetitions, conditions and media types are minded (`Manners` of packages/http). */
  readonly hasManners: boolean;
  create(parts: DialectParts): Dialect;
}

/** A face as its folder writes it; `S` is what its endpoints find in their context beside what every context has. */
export interface FaceDefinition<S extends object>
  extends
    Pick<DialectFace, 'name' | 'prefixes' | 'endpoints' | 'document'>,
    Partial<Pick<DialectFace, 'owns'>>,
    Pick<Dialect, 'tokenHeaders' | 'renderFault' | 'finish'> {
  readonly hasManners?: true;
  /** Where a dialect has several faces, its name; that of the face unless said. */
  readonly dialect?: string;
  /** The parts that it uses, once for the life of the process. */
  services(parts: DialectParts): S;
  /** Answers who asks. Throws `credentials_required`, `credentials_invalid` or `cross_site_request`. */
  authenticate(
    ctx: Omit<Context, 'principal'>,
    services: S,
    credentials: Credentials,
  ): Promise<UserPrincipal>;
}

/** Everything that a dialect is asked for: each method of each path, prefixes and aliases included. */
export const operationsOf = ({
  prefixes,
  endpoints,
}: Pick<DialectFace, 'prefixes' | 'endpoints'>): readonly Operation[] =>
  endpoints.flatMap(({ method, path, aliases = [] }) =>
    [path, ...aliases].flatMap((one) =>
      prefixes.map((prefix) => ({ method, path: `${prefix}${one}` })),
    ),
  );

/** Whether a path, or another prefix, lies under a prefix or is that itself. */
export const isUnder = (path: string, prefix: string): boolean =>
  prefix === '' || path === prefix || path.startsWith(`${prefix}/`);

const bind = (endpoint: AnyEndpoint, services: object): AnyEndpoint => ({
  ...endpoint,
  handle: (ctx, input) => {
    const context = { ...ctx, ...services };
    return withStoreFaults(() => endpoint.handle(context, input));
  },
});

/**
 * Makes a face of its definition. Its endpoints are called with their services in their context; a store that cannot be
 * reached is `service_unavailable` in each of them and in authentication.
 */
export const defineFace = <S extends object>(definition: FaceDefinition<S>): DialectFace => {
  const { name, prefixes, endpoints, document, hasManners = false } = definition;
  const { owns = prefixes, dialect = name, tokenHeaders, finish } = definition;
  return {
    name,
    dialect,
    prefixes,
    endpoints,
    document,
    owns,
    hasManners,
    create: (parts) => {
      const services = definition.services(parts);
      return {
        name,
        title: document.title,
        prefixes,
        endpoints: endpoints.map((endpoint) => bind(endpoint, services)),
        owns,
        ...(tokenHeaders === undefined ? {} : { tokenHeaders }),
        ...(hasManners ? { manners: parts.manners } : {}),
        ...(finish === undefined ? {} : { finish }),
        authenticate: (ctx, credentials) =>
          withStoreFaults(() => definition.authenticate(ctx, services, credentials)),
        renderFault: definition.renderFault,
      };
    },
  };
};
