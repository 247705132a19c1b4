/** Mounts every dialect over the services of the application. */
import {
  createDialectRouter,
  createManners,
  type DialectServices,
  type Operation,
} from '@moorgate/http';
import type { RequestHandler } from 'express';
import type { AppServices } from './app-services.ts';
import type { DialectParts } from './dialect-parts.ts';
import { type DialectFace, isUnder, operationsOf } from './dialects/define-face.ts';
import { serveContainers } from './containers/serve-containers.ts';
import { serveDocker } from './docker/serve-docker.ts';
import { serveGit } from './git/serve-git.ts';
import { createLeakLimiter } from './leak-limiter.ts';
import { createPages } from './pages/answer-page.ts';
import { pages } from './pages/index.ts';
import { pageServicesFrom } from './pages/page-services.ts';
import { servePages } from './pages/serve-pages.ts';
import type { LoginServices } from './login/begin-login.ts';
import { createSessionCookie } from './session-cookie.ts';

/** What is made here, and what the application has. */
export interface DialectSurroundings {
  readonly login: LoginServices;
  readonly clientAddress: DialectServices['clientAddress'];
}

/** The parts of dialects; one set for all, so that limits count across them. */
const partsFrom = (services: AppServices, login: LoginServices): DialectParts => {
  const { tokenKeys, sealingKeys, auditKeys, enrolmentKeys, tokenChecks } = services;
  const { loginLimiter, accounts, ownOrigin, derived } = services;
  const { derivationKeys, revealsTokens, usesHexTokens, admitsQueryTokens } = derived;
  return {
    tokenKeys,
    sealingKeys,
    auditKeys,
    enrolmentKeys,
    tokenChecks,
    derivedTokens: { tokenKeys, derivationKeys, revealsTokens },
    usesHexTokens,
    admitsQueryTokens,
    loginLimiter,
    leakLimiter: createLeakLimiter(),
    accounts,
    sessionCookie: createSessionCookie(ownOrigin.isSecure),
    factory: services.factory,
    containers: services.containers,
    source: services.git.store,
    updateTails: services.updateTails,
    builds: services.builds,
    ...services.delivery,
    rollouts: services.rollouts,
    targets: services.targets,
    registry: services.registry,
    registration: services.registration ?? null,
    beaconCaller: services.beaconCaller,
    ...services.docker,
    applications: services.applications,
    certificateFiles: services.certificateFiles ?? [],
    login,
    ownOrigin,
    mtlsOrigin: services.mtlsOrigin ?? null,
    manners: createManners(tokenKeys, services.limits),
  };
};

/** All but those that an operator forbids. Throws for a name that none has, and for the one that answers for the rest. */
const servedFaces = (
  faces: readonly DialectFace[],
  forbidden: readonly string[],
): readonly DialectFace[] => {
  const optional = faces.filter(({ prefixes }) => !prefixes.includes(''));
  const names = [...new Set(optional.map(({ dialect }) => dialect))];
  const unknown = forbidden.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new Error(`MOORGATE_FORBIDDEN_DIALECTS: ${unknown} is none of ${names.join(', ')}`);
  return faces.filter(({ dialect }) => !forbidden.includes(dialect));
};

/** What dialects behind a face have where it answers for everything. */
const foreignOperations = (
  { owns }: DialectFace,
  behind: readonly DialectFace[],
): readonly Operation[] =>
  behind.flatMap(operationsOf).filter(({ path }) => owns.some((prefix) => isUnder(path, prefix)));

/** The pages, and one router for each face, in the order of the faces. */
export const mountDialects = (
  faces: readonly DialectFace[],
  services: AppServices,
  { login, clientAddress }: DialectSurroundings,
): readonly RequestHandler[] => {
  const { db, confirmations, clock, log, onReply, onAnswer, ownOrigin } = services;
  const parts = partsFrom(services, login);
  const mounted = {
    db,
    confirmations,
    clock,
    log,
    clientAddress,
    limiter: parts.manners.limiter,
    judgeSite: ownOrigin.judge,
    ...(onReply === undefined ? {} : { onReply }),
    ...(onAnswer === undefined ? {} : { onAnswer }),
  };
  const served = servedFaces(faces, services.forbiddenDialects ?? []);
  const { factory, tokenChecks } = parts;
  const { limiter } = parts.manners;
  return [
    serveGit({ ...services.git, factory, tokenChecks, limiter }, mounted),
    serveContainers(
      services.containers && { ...services.containers, factory, tokenChecks, limiter, ownOrigin },
      mounted,
    ),
    serveDocker({ ...parts, limiter }, mounted),
    servePages(createPages(pageServicesFrom(parts), pages), mounted),
    ...served.map((face, at) =>
      createDialectRouter(
        { ...face.create(parts), leavesToOthers: foreignOperations(face, served.slice(at + 1)) },
        mounted,
      ),
    ),
  ];
};
