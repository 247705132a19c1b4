/** Operations of the original that there are none of here: each says so, and why. */
import type { Scope } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import { type AnyEndpoint, defineEndpoint, type Method } from '@moorgate/http';
import { type TSchema, Type } from 'typebox';
import { type FoundriesContext, requireFactory } from '../../context.ts';

/** One that is not offered. */
export interface Missing {
  readonly operationId: string;
  readonly method: Method;
  /** The parameters are texts, `factory` among them. */
  readonly path: string;
  readonly summary: string;
  readonly scope: Scope;
  /** `<What> is not offered here: <why, and what takes its place>`. */
  readonly reason: string;
}

const paramsOf = (path: string): TSchema =>
  Type.Object(
    Object.fromEntries(
      [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [
        name!,
        Type.String({
          description: `The ${name === 'factory' ? 'factory of this installation' : name!}.`,
        }),
      ]),
    ),
  );

/** Answers 501 with the reason to whoever could ask, whatever the body is. */
export const defineMissing = ({ scope, reason, ...described }: Missing): AnyEndpoint =>
  defineEndpoint({
    ...described,
    description: reason,
    tag: 'Not offered',
    access: { scopes: [scope] },
    request: { params: paramsOf(described.path) },
    responses: {},
    faults: ['factory_not_found', 'not_offered'],
    unaudited: 'Nothing is changed.',
    handle: async (ctx: FoundriesContext, { params }) => {
      await Promise.resolve();
      requireFactory(ctx, (params as { readonly factory?: string }).factory);
      throw fault('not_offered', { detail: reason });
    },
  });
