/** DataWeave 2.0, as DataWeave in Apex runs it: scripts are compiled from text and run with values or texts of a format. */

import { unknownModule } from './errors.ts';
import { Evaluator } from './evaluator/evaluator.ts';
import type { Host } from './evaluator/host.ts';
import { moduleNames } from './functions/index.ts';
import { formatOf, readFormat, writeFormat } from './formats/index.ts';
import { parseScript, type Directive, type FormatProperty, type Script } from './parser/index.ts';
import type { Value } from './values/value.ts';

/** What the program around a script gives it; formats are the language's own matter. */
export type Surroundings = Omit<Host, 'read' | 'write'>;

/** A script's input: text of its declared format, or a value that needs no reading. */
export type Input = { readonly text: string } | { readonly value: Value };

/** What a script gives: text of a format, or a value for `application/apex` and `application/java`. */
export type Output = { readonly text: string } | { readonly value: Value };

export class CompiledScript {
  readonly source: string;
  private readonly script: Script;

  constructor(script: Script) {
    this.script = script;
    this.source = script.source;
  }

  /** The media types of the declared inputs, by name. */
  get inputs(): ReadonlyMap<string, { readonly mediaType: string; readonly properties: readonly FormatProperty[] }> {
    return new Map(this.script.header.flatMap((one) => (one.k === 'input' ? [[one.name, one] as const] : [])));
  }

  /** Runs the script. Throws DataWeaveError for what fails in it. */
  run(inputs: ReadonlyMap<string, Input>, surroundings: Surroundings): Output {
    const host: Host = {
      ...surroundings,
      now: () => surroundings.now(),
      random: () => surroundings.random(),
      regex: (source, flags) => surroundings.regex(source, flags),
      log: (line) => surroundings.log(line),
      checkpoint: () => surroundings.checkpoint(),
      read: readFormat,
      write: writeFormat,
    };
    const values = new Map([...inputs].map(([name, input]) => [name, this.read(name, input)]));
    const output = outputOf(this.script.header);
    const format = formatOf(output.mediaType);
    const value = new Evaluator(host).run(this.script, values);
    if (format === 'values') return { value };
    return { text: writeFormat(value, output.mediaType, output.properties) };
  }

  private read(name: string, input: Input): Value {
    if ('value' in input) return input.value;
    const declared = this.inputs.get(name);
    if (!declared || formatOf(declared.mediaType) === 'values') return input.text;
    return readFormat(input.text, declared.mediaType, declared.properties);
  }
}

/** Without a directive the output has the format that all inputs share, or else the language's own. */
function outputOf(header: readonly Directive[]): {
  readonly mediaType: string;
  readonly properties: readonly FormatProperty[];
} {
  const output = header.find((one) => one.k === 'output');
  if (output) return output;
  const types = new Set(header.flatMap((one) => (one.k === 'input' ? [one.mediaType] : [])));
  const [only] = types;
  return { mediaType: types.size === 1 && only !== undefined ? only : 'application/dw', properties: [] };
}

/** Compiles a script. Throws DataWeaveError of kind `Syntax`, with the offset of what is wrong. */
export function compileScript(source: string): CompiledScript {
  const script = parseScript(source);
  for (const directive of script.header) {
    // A script may import the language's own modules only (Apex Developer Guide, "Limitations of DataWeave in Apex").
    if (directive.k === 'import' && !moduleNames.has(directive.module)) throw unknownModule(directive);
  }
  return new CompiledScript(script);
}

export { DataWeaveError, placeOf, report } from './errors.ts';
export { formatOf } from './formats/index.ts';
export type { Value } from './values/value.ts';
export { isNum, numberText, parseNumber } from './values/numbers.ts';
export { Temporal } from './values/temporal.ts';
export { parseTemporal } from './values/temporal-text.ts';
export { toText } from './values/text.ts';
export { typeName } from './values/type-names.ts';
export { BinaryValue, Key, ObjectValue, bare, isArray, objectOf } from './values/value.ts';
