/** The public face of `security/`. */
export type { AccessReason } from './explanation.ts';
export type { Recalculation } from './recalculation.ts';
export {
  createSecurity,
  type AccessExplanation,
  type FullSecurity,
  type SecurityParts,
  type SharingSetup,
} from './security.ts';
export type { ShareGroup } from './share-groups.ts';
