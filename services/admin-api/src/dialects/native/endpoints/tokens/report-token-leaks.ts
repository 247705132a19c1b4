/** POST /token-leaks */
import { reportLeaks } from '@moorgate/auth';
import { reportEnrolmentLeaks } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { TokenLeaksSchema, TokenLeakVerdictsSchema } from '../../schemas-token-leaks.ts';

export const reportTokenLeaksEndpoint = defineEndpoint({
  operationId: 'reportTokenLeaks',
  method: 'POST',
  path: '/token-leaks',
  summary: 'Report leaked tokens',
  description:
    'Revokes those that are tokens, with whatever was made with them. The form of the reports is the one that GitHub sends to its secret scanning partners; a signature is not asked for, since only the secret itself does anything.',
  tag: 'Tokens',
  access: { public: 'Whoever has found a token needs no account to end it.' },
  request: { body: TokenLeaksSchema },
  bodyLimitBytes: 400_000,
  responses: {
    200: { description: 'Which of them are tokens.', schema: TokenLeakVerdictsSchema },
  },
  faults: ['committed_unconfirmed'],
  handle: async (ctx: NativeContext, { body }) => {
    await ctx.leakLimiter.take(ctx.address);
    const { tokenKeys: keys, derivedTokens } = ctx;
    const textKeys = { keys, derivationKeys: derivedTokens.derivationKeys };
    const verdicts = await reportLeaks(ctx, textKeys, body);
    const texts = body.map(({ token }) => token);
    const enrolment = await reportEnrolmentLeaks(ctx, ctx.enrolmentKeys, texts);
    const labels = verdicts.map((label, index) =>
      enrolment[index] === true ? 'true_positive' : label,
    );
    return { status: 200, body: labels.map((label) => ({ label })) };
  },
});
