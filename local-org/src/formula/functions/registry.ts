/** Every function of the formula language: those done, and those known but refused by name. */
import { Unsupported } from '../../engine/errors.ts';
import { FormulaError } from '../types.ts';
import { dateFunctions } from './dates.ts';
import type { FormulaFunction } from './function.ts';
import { logicFunctions } from './logic.ts';
import { mathFunctions } from './math.ts';
import { textFunctions } from './text.ts';

const supported: ReadonlyMap<string, FormulaFunction> = new Map(
  Object.entries({ ...mathFunctions, ...textFunctions, ...dateFunctions, ...logicFunctions }),
);

/** Functions the platform has and this org has not (help: "Formula Operators and Functions A–Z"). */
const refused: ReadonlySet<string> = new Set([
  'ACOS', 'ASIN', 'ATAN', 'ATAN2', 'COS', 'CURRENCYRATE', 'DISTANCE', 'FORMATDURATION', 'GEOLOCATION', 'GETRECORDIDS', 'GETSESSIONID',
  'HTMLENCODE', 'IMAGEPROXYURL', 'INCLUDE', 'ISPICKVALS', 'JSENCODE', 'JSINHTMLENCODE', 'JUNCTIONIDLIST', 'LINKTO', 'PARENTGROUPVAL',
  'PICKLISTCOUNT', 'PREDICT', 'PREVGROUPVAL', 'REQUIRESCRIPT', 'SIN', 'TAN', 'URLENCODE', 'URLFOR', 'VLOOKUP',
]); // prettier-ignore

/** The function of that upper-case name; throws the platform's "Unknown function" or refuses by name. */
export function formulaFunction(name: string): FormulaFunction {
  const found = supported.get(name);
  if (found !== undefined) return found;
  if (refused.has(name)) throw new Unsupported(`formula function ${name}`);
  throw new FormulaError(`Unknown function ${name}. Check spelling.`);
}

/** What the coverage page lists. */
export function formulaFunctionNames(): { readonly supported: readonly string[]; readonly refused: readonly string[] } {
  return { supported: [...supported.keys()].sort(), refused: [...refused].sort() };
}
