/** POST /runners. */
import { createRunner } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { CreatedRunnerSchema, RunnerRequestSchema } from '../../schemas-runners.ts';
import { toRunnerBody } from '../../translate-runners.ts';

export const createRunnerEndpoint = defineEndpoint({
  operationId: 'createRunner',
  method: 'POST',
  path: '/runners',
  summary: 'Register a runner',
  description:
    'A runner executes the runs of builds. Its token opens what runners do, and nothing of what operators do; since it reads sources, pushes images and says what targets are made of, whoever registers one needs the rights to all of that.',
  tag: 'Runners',
  access: {
    scopes: ['ci:read-update', 'source:read', 'containers:read-update', 'targets:read-update'],
  },
  request: { body: RunnerRequestSchema },
  responses: {
    201: {
      description: 'The runner with its token, shown this once.',
      schema: CreatedRunnerSchema,
    },
  },
  faults: ['runner_exists'],
  answersSecret: true,
  async handle(ctx: NativeContext, { body }) {
    const { name, hostTags = [] } = body;
    const { factory } = ctx;
    const created = await createRunner(ctx, ctx.builds.services, { factory, name, hostTags });
    return { status: 201, body: { ...toRunnerBody(created), token: created.token } };
  },
});
