/** Settings about the dialects that the admin API speaks beside its own. */
import { Type } from 'typebox';
import { defineConfig } from './define-config.ts';

/** Which of them are served, and what their tokens look like. */
export const dialectSettings = defineConfig({
  forbiddenDialects: {
    variable: 'MOORGATE_FORBIDDEN_DIALECTS',
    schema: Type.Array(Type.String({ pattern: '^[a-z]{1,32}$' })),
    description:
      'Dialects that are not served, separated by commas, such as `insight,openshift`: their paths answer as if they were not there, and the tokens of these two are good nowhere.',
    default: [],
  },
  hexTokens: {
    variable: 'MOORGATE_HEX_TOKENS',
    schema: Type.Boolean(),
    description:
      'Whether new tokens of Insight.io and OpenShift are hexadecimal digits alone, 256 and 64 of them, for clients that check that; otherwise they have the form of every token, which scanners for secrets know.',
    default: true,
  },
  revealTokens: {
    variable: 'MOORGATE_REVEAL_TOKENS',
    schema: Type.Boolean(),
    description:
      'Whether lists of Insight.io and OpenShift show the tokens of whoever asks again, as theirs did; otherwise a token is shown once.',
    default: true,
  },
  queryTokens: {
    variable: 'MOORGATE_QUERY_TOKENS',
    schema: Type.Boolean(),
    description:
      'Whether Insight.io takes tokens in the query, as in `?token=`, where proxies and browsers keep them.',
    default: false,
  },
});
