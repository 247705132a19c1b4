export { ApiError, type ProblemIssue, readProblem, UnreachableError } from './api-error.ts';
export type { components } from './api.generated.ts';
export { answerOf, type ApiClient, type ClientOptions, createApiClient } from './api-client.ts';
export { nextCursorOf } from './next-cursor.ts';
export { postStream, type StreamedRequest } from './send-stream.ts';
