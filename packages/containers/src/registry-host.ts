/** Under which host images are named. */

/**
 * The host of images for an address under which this server is reached: `host`, or `host:port` where the port is not the
 * usual one of the scheme. Throws for what is no address.
 */
export const registryHostOf = (publicUrl: string | URL): string => new URL(publicUrl).host;
