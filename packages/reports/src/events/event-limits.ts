/** How many events are kept. */
import type { EventLimits } from '@moorgate/db';

/** Of each device those of the newest 20 correlation ids, and of each of these the newest 500. */
export const eventLimits: EventLimits = { correlationsMax: 20, eventsMax: 500 };
