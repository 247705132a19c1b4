/** What the example of an operation is. */
import type { Scope } from '@moorgate/auth';
import type { TestApp } from './test-app.ts';

/** Path parameters by name. */
export type Params = Readonly<Record<string, string>>;

/** How one operation is asked, and what it answers to whoever may. */
export interface OperationExample {
  readonly status: number;
  /** Makes the object: a device of the group `near`, or what belongs to the user `owner`; without it there is none. */
  readonly object?: (app: TestApp, owner: string) => Promise<Params>;
  /** The parameters of an object that is nowhere. */
  readonly missing?: Params;
  readonly body?: object;
  /** What its answer needs beside the scopes that the document names. */
  readonly more?: readonly Scope[];
  /** Asked with a session of the owner; with a token unless said. */
  readonly by?: 'session';
}
