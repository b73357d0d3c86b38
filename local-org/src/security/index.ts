/** The public face of `security/`. */
export {
  createSecurity,
  type AccessExplanation,
  type AccessReason,
  type FullSecurity,
  type SecurityParts,
} from './security.ts';
