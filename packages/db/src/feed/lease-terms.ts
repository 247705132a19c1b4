/** The times that readers of the feed and those who wait for them agree on. */

/**
 * How long a reader may act on what it holds, counted on its monotonic clock from the moment at which it sent the poll
 * that found nothing new. Longer than one poll takes to come round, and short enough to be waited for.
 */
export const leaseMs = 400;

/** What is waited beyond the end of a lease: clocks of two hosts do not run equally fast. */
export const leaseMarginMs = 50;

/**
 * A reader without a lease may still ask the store about each request; after this long without one it answers nobody, so
 * that it need not be waited for any more.
 */
export const askingMsMax = 5_000;

/** A reader whose lease ended this long ago is not waited for: by its own clock it has stopped acting long since. */
export const lostAfterMs = 10_000;

/** Readers that were lost are shown for a while, then forgotten. */
export const forgottenAfterMs = 3_600_000;
