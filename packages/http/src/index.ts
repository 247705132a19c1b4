export { watchArrival } from './arrival.ts';
export { type AccessDescription, anonymous, describeAccess, requireAccess } from './access.ts';
export { createReplyCheck, type ReplyCheck } from './check-replies.ts';
export type { Precondition } from './precondition.ts';
export type {
  AnyEndpoint,
  AskedRequest,
  Credentials,
  Dialect,
  Operation,
} from './define-dialect.ts';
export {
  defineEndpoint,
  type Access,
  type BodyFormat,
  type BytesBody,
  type ByteStream,
  type Endpoint,
  type Input,
  type Method,
  type Reply,
  type RequestDefinition,
  type ResponseDefinition,
  type StreamedBody,
  type Subscription,
} from './define-endpoint.ts';
export { contentHeaders, contentReply, type ServedContent } from './content-reply.ts';
export { createRateCounter, type Rate, type RequestLimiter, requireAllowed } from './limiter.ts';
export { createManners, type Limits, type Manners } from './manners.ts';
export { describeManners, type MannersDescription } from './describe-manners.ts';
export { linkHeader, type PageLink } from './link-header.ts';
export {
  type AnsweredRequest,
  createDialectRouter,
  type DialectServices,
  type ObservedReply,
} from './mount-express.ts';
export { createFallback, type Fallback } from './mount-fallback.ts';
export {
  type DescribedEndpoint,
  emitOpenApi,
  type OpenApiObject,
  type OpenApiOptions,
  toYaml,
} from './openapi.ts';
export type { FaultForm } from './openapi-responses.ts';
export { renderProblem, statusOf } from './problem.ts';
export { type Authorization, readAuthorization } from './read-authorization.ts';
export { readFormBody } from './read-form-body.ts';
export { closeOf, headerValues, type RequestContext, requestContext } from './request-context.ts';
export { chooseRequestId, identifyRequest } from './request-id.ts';
export { CursorSchema, oneOf, PageSizeSchema, UnixSecondsSchema, UuidSchema } from './schemas.ts';
export { sendReply } from './send-reply.ts';
export { streamBody } from './streamed-body.ts';

export { mountNode, type MountNodeOptions, type NodeMount } from './mount-node.ts';
export type { NodeContext, NodeEndpoint } from './mounted-endpoint.ts';
export { type KeyPair, type KeyPairFiles, readKeyPair, watchKeyPair } from './server/key-pair.ts';
export {
  answerBroken,
  brokenRequestOptions,
  faultOfHead,
  faultOfParser,
  takeRequests,
} from './server/broken-request.ts';
export { type AnyServer, closeServer, listen } from './server/listen.ts';
export { isIssuedDirectly, readIssuers } from './server/issued-certificate.ts';
export { type MutualTlsListener, openMutualTls } from './server/mutual-tls.ts';
export {
  askForUpgrade,
  type UpgradeOutcome,
  type UpgradeQuestion,
  type UpgradeTarget,
} from './server/ask-for-upgrade.ts';
export { isSocketAnswered, listenOnSocket } from './server/unix-socket.ts';
export {
  openPrivateListener,
  type PrivateListener,
  type PrivateListenerOptions,
} from './server/private-listener.ts';
export { rawConnectionOf, takeUpgrades, type Upgrades } from './server/upgrades.ts';
export { peerCertificateThumbprint } from './server/peer-certificate.ts';
export { applicationProtocols, tlsPolicy } from './server/tls-policy.ts';
export { frameConnection } from './server/framed-connection.ts';
export { splice } from './server/splice.ts';
export { readUpgradeBody, responseOn } from './server/upgrade-request.ts';
export { assertRequestSchemas } from './validator.ts';
export { writeLastReply, writeStreamedReply } from './write-reply.ts';
