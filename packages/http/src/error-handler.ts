/** Express error handlers that answer every error they get. */
import type { ErrorRequestHandler, Request, Response } from 'express';

/** Makes an error handler of a function that always answers. */
export const errorHandler =
  (
    answer: (thrown: unknown, request: Request, response: Response) => Promise<void> | void,
  ): ErrorRequestHandler =>
  // Express tells an error handler by its four parameters.
  // eslint-disable-next-line max-params, @typescript-eslint/no-unused-vars
  (thrown: unknown, request, response, _next) =>
    answer(thrown, request, response);
