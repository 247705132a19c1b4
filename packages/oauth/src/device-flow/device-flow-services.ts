/** What the device flow stands on. */
import type { TokenKeys } from '@moorgate/auth';

export interface DeviceFlowServices {
  readonly tokenKeys: TokenKeys;
  /** Of the tokens with which devices register. */
  readonly enrolmentKeys: TokenKeys;
  /** The factory of this installation, whose devices register. */
  readonly factory: string;
}
