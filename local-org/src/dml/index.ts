/** The public face of `dml/`. */
export { fromApiValue } from './coerce.ts';
export { createDuplicateCheck } from './duplicates/check.ts';
export { ruleFaults, type RuleComponent, type RuleFault } from './duplicates/definitions.ts';
export type { DuplicateCheckParts } from './duplicates/found-records.ts';
export { createDuplicateSearch, type DuplicateSearch } from './duplicates/search.ts';
export { createDmlEngine } from './engine.ts';
export { createEventPreparation, type EventPreparation, type PreparedEvent } from './event-records.ts';
export type { DmlParts, DuplicateCheck } from './parts.ts';
export { dmlUsage, setDmlUsage, suspendMixedDml, type DmlUsage } from './usage.ts';
