/** The beginnings of UUIDs. */

/** The beginning of a UUID in its textual form (RFC 9562, section 4): each hyphen stands in its place. */
export const uuidPrefixPattern =
  '^[0-9a-fA-F]{1,8}$|^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){0,2}[0-9a-fA-F]{0,4}$|^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{0,12}$';
