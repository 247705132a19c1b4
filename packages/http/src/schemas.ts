/** Schemas that every dialect needs. */
import { catalogue, type ErrorCode } from '@moorgate/errors';
import { Type, type TUnsafe } from 'typebox';

/**
 * A UUID in its textual form (RFC 9562, section 4), in any case: what a client sends. A pattern does the work, because the
 * format of the same name also accepts `urn:uuid:`.
 */
export const UuidSchema = Type.String({
  format: 'uuid',
  pattern: '^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$',
  description: 'A UUID in its textual form, in any case.',
});

/** Seconds since 1970-01-01T00:00:00Z, up to the end of the year 9999: what every date of ours can hold. */
export const UnixSecondsSchema = Type.Integer({
  minimum: 0,
  maximum: 253_402_300_799,
  description: 'Seconds since 1970-01-01T00:00:00Z.',
});

/** How many items a page has. */
export const PageSizeSchema = Type.Integer({
  minimum: 1,
  maximum: 1000,
  default: 1000,
  description: 'How many items a page has at most.',
});

/** Where a page begins: the opaque text of the page before. */
export const CursorSchema = Type.String({
  minLength: 1,
  maxLength: 1024,
  description: 'Where the page begins; taken from the `next` link of the page before.',
});

/** One text of a list, as a plain `enum`, so that the issue of a wrong value can name the right ones. */
export const oneOf = <const T extends readonly [string, ...string[]]>(
  values: T,
  options: { readonly description?: string; readonly default?: T[number] } = {},
): TUnsafe<T[number]> => Type.Unsafe<T[number]>({ type: 'string', enum: [...values], ...options });

/** Problem details (RFC 9457, section 3) with the members that ours have. */
export const ProblemSchema = Type.Object(
  {
    type: Type.String({ format: 'uri-reference', description: '`/errors/` and the code.' }),
    title: Type.String(),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    detail: Type.Optional(Type.String({ description: 'Particulars of this occurrence.' })),
    code: oneOf(Object.keys(catalogue).sort() as [ErrorCode, ...ErrorCode[]], {
      description: 'The reason, the same as in the log.',
    }),
    requestId: Type.String({ description: 'The id under which the log knows this request.' }),
    bytes: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: 'How much is stored of what comes in pieces; the next one begins there.',
      }),
    ),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          pointer: Type.String({
            description:
              'A JSON pointer (RFC 6901) that begins with /params, /query, /headers or /body.',
          }),
          message: Type.String({ description: 'The rule that the value breaks.' }),
        }),
      ),
    ),
  },
  { $id: 'Problem', description: 'Problem details (RFC 9457).' },
);
