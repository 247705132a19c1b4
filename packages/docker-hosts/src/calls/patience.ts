/** How long an engine may say nothing. */
import { plainPathOf } from '../policy/docker-operation.ts';
import type { DockerTarget } from './docker-target.ts';

const usualMs = 60_000;
const longMs = 3_600_000;

/** What follows something, waits for it, or works on it without a word. */
const slow =
  /^(?:events|build|commit|session|grpc|containers\/[^/]+\/(?:logs|attach|wait|stats|stop|restart|export|archive)|exec\/[^/]+\/start|images\/(?:create|load|get|.+\/(?:get|push))|plugins\/.+|(?:services|tasks)\/.+\/logs)$/;

/** The longest silence of a call, in milliseconds: an hour where silence is usual, else a minute. */
export const patienceWith = (target: DockerTarget): number =>
  slow.test(plainPathOf(target)) ? longMs : usualMs;
