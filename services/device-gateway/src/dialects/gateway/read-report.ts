/** Reads the bodies of reports, which agents send under whatever media type. */
import { fault } from '@moorgate/errors';

/** The largest report: inventories of large machines exceed a hundred kilobytes. */
export const reportLimitBytes = 2 * 1_048_576;

/** The JSON value of a body. Throws `invalid_json`. What is not UTF-8 becomes U+FFFD, and no reason to send it again. */
export const readJson = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw fault('invalid_json');
  }
};
