/** The wire shapes of leaked tokens: how to recognise one, and how to report it. */
import { oneOf } from '@moorgate/http';
import { Type } from 'typebox';

/** What scanners for secrets look for. */
export const TokenPatternSchema = Type.Object(
  {
    pattern: Type.String({ description: 'A regular expression (ECMA-262).' }),
    example: Type.String({ description: 'A text that fits, and is no token of anybody.' }),
    explanation: Type.String({ description: 'The parts, and how the check is computed.' }),
  },
  { $id: 'TokenPattern' },
);

/** What was found, and where. */
export const TokenLeaksSchema = Type.Array(
  Type.Object({
    token: Type.String({ maxLength: 512, description: 'The text that looks like a token.' }),
    type: Type.Optional(Type.String({ maxLength: 100, description: 'Not looked at.' })),
    url: Type.Optional(
      Type.String({
        maxLength: 2048,
        description: 'Where it was found; kept without user, password and query.',
      }),
    ),
    source: Type.Optional(
      Type.String({ maxLength: 100, description: 'The kind of place, such as `commit`.' }),
    ),
  }),
  { $id: 'TokenLeaks', minItems: 1, maxItems: 100, description: 'Texts that look like tokens.' },
);

/** Which of them are tokens. */
export const TokenLeakVerdictsSchema = Type.Array(
  Type.Object({
    label: {
      ...oneOf(['true_positive', 'false_positive']),
      description: 'true_positive: it is, or was, a token; it is not accepted any more.',
    },
  }),
  { $id: 'TokenLeakVerdicts', description: 'One for each text, in their order.' },
);
