/** The form of a device's identity. */

const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** True for a UUID in its textual form (RFC 9562, 4), in either case; any version, and nothing before or after it. */
export const isDeviceUuid = (text: string): boolean => pattern.test(text);
