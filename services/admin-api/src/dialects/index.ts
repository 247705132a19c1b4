/** The dialects, in the order in which they are asked: a longer prefix before one that it begins with, the bare one last. */
import type { DialectFace } from './define-face.ts';
import { foundriesFace } from './foundries/index.ts';
import { projectsFace } from './foundries/projects.ts';
import { insightFace } from './insight/index.ts';
import { lighthouseFace } from './lighthouse/index.ts';
import { nativeFace } from './native/index.ts';
import { oauthFace } from './oauth/index.ts';
import { openshiftFace } from './openshift/index.ts';

/** One line for each. */
export const dialectFaces: readonly DialectFace[] = [
  oauthFace,
  lighthouseFace,
  foundriesFace,
  projectsFace,
  insightFace,
  openshiftFace,
  nativeFace,
];
