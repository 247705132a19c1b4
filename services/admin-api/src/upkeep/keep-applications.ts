/** Operations on applications are carried out, and forgotten long after their end, while the admin API runs. */
import {
  type ApplicationServices,
  countOperationWork,
  forgetOldOperations,
  type JudgedRequest,
  openOperationRunner,
} from '@moorgate/applications';
import type { Context } from '@moorgate/auth';
import {
  type DockerPolicy,
  dockerRefusals,
  type DockerServices,
  judgeDockerBody,
} from '@moorgate/docker-hosts';
import { fault } from '@moorgate/errors';
import type { Metrics } from '@moorgate/observability';
import { keepWorking } from './keep-working.ts';
import { repeat } from './repeat.ts';

/** What it works with. */
export interface ApplicationWork {
  readonly services: Pick<Context, 'db' | 'confirmations' | 'clock' | 'log'>;
  readonly docker: Pick<DockerServices, 'dockerCaller' | 'dockerPolicy'>;
  readonly metrics: Metrics;
  /** How often it looks without a word; a second unless said. */
  readonly everyMs?: number;
}

/** What use cases about applications stand on, and what ends the work. */
export interface ApplicationUpkeep extends ApplicationServices {
  /** Gives what is under way back, so that another instance goes on at once. */
  close(): Promise<void>;
}

const everySecondMs = 1_000;
const hourMs = 3_600_000;

/** Passes for what a client could ask an engine for itself. Throws `docker_request_refused`. */
const requirePermitted = (policy: DockerPolicy, { kind, pointer, body }: JudgedRequest): void => {
  const refused = judgeDockerBody(policy, kind, body);
  if (refused === null) return;
  const detail = `${pointer}${refused.pointer.replace(/^\/body/, '')}: ${dockerRefusals[refused.rule]} are refused`;
  throw fault('docker_request_refused', { detail });
};

const measure = (
  metrics: Metrics,
  count: () => { readonly running: number; readonly unsettledHosts: number },
) => {
  metrics.gauge(
    {
      name: 'moorgate_admin_application_operations_running',
      help: 'Operations on applications that this process works on.',
      labelNames: [],
    },
    () => [{ labels: {}, value: count().running }],
  );
  metrics.gauge(
    {
      name: 'moorgate_admin_application_hosts_unsettled',
      help: 'Hosts of all applications that did not get back what they ran yet, or where what was set aside is left.',
      labelNames: [],
    },
    () => [{ labels: {}, value: count().unsettledHosts }],
  );
  return metrics.counter({
    name: 'moorgate_admin_application_operations_total',
    help: 'Operations on applications that ended here, by what they did and how they ended.',
    labelNames: ['kind', 'status'],
  });
};

/**
 * Works on what there is: now, whenever it is woken, and every second, since another instance may have ended before it was
 * done, and hosts that could not be reached are tried again.
 */
export const keepApplications = (work: ApplicationWork): ApplicationUpkeep => {
  const { services, docker, metrics, everyMs = everySecondMs } = work;
  let unsettledHosts = 0;
  const ended = measure(metrics, () => ({ running: runner.count(), unsettledHosts }));
  const runner = openOperationRunner({
    ...services,
    call: docker.dockerCaller.call,
    onEnd: (labels) => ended.inc(labels),
  });
  const worker = keepWorking({
    log: services.log,
    everyMs,
    trouble: 'operations on applications are not worked on',
    round: async () => {
      await runner.takeUp();
      ({ unsettledHosts } = await countOperationWork(services));
      return 0;
    },
  });
  const stopForgetting = repeat({
    log: services.log,
    everyMs: hourMs,
    trouble: 'old operations on applications are not forgotten',
    work: () => forgetOldOperations(services),
  });
  return {
    judge: (request) => requirePermitted(docker.dockerPolicy, request),
    wake: worker.wake,
    close: async () => {
      await worker.close();
      await runner.close();
      await stopForgetting();
    },
  };
};
