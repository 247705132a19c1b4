/** Ends with 0 when the service in this container answers that it lives, and with 1 when it does not within three seconds. */
const url = process.env['MOORGATE_HEALTH_URL'];
const isAlive = await fetch(url, { signal: AbortSignal.timeout(3_000) }).then(
  ({ ok }) => ok,
  () => false,
);
process.exitCode = isAlive ? 0 : 1;
