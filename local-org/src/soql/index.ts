/** The public face of `soql/`. */
export { bindNames, type Condition, type Expression, type FieldRef, type SelectItem, type SoqlQuery } from './ast.ts';
export { describeQuery, NOBODY, type QueryDescription, type SelectedColumn } from './describe-query.ts';
export { parseSoql } from './parser.ts';
export { bindsOf, createQueryEngine, type QueryEngineParts } from './query-engine.ts';
export { scopesOf, type OfferedScope } from './query-scopes.ts';
export { isNoted } from './recent-dates.ts';
export { recordId } from './shapes.ts';
export type { FormulaSql } from './sources.ts';
