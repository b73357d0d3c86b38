/**
 * DataWeave scripts run by Apex. Source: Apex Reference, "DataWeave Namespace"; Apex Developer Guide, "DataWeave in Apex". What fails in a
 * script is a System.DataWeaveScriptException with the script's line; CPU and heap count to the transaction.
 */
import {
  DataWeaveError,
  compileScript,
  formatOf,
  report,
  type CompiledScript,
  type Input,
} from '../../dataweave/index.ts';
import type { Runtime } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import { platformType } from '../runtime/type-ref.ts';
import { Blob, PlatformObject, textOf, type ApexMap } from '../runtime/values/index.ts';
import { notNull } from './arguments.ts';
import { fromApex, toApex } from './data-weave-values.ts';
import { javaRegex } from './java-regex.ts';
import { ownRuntime } from './own-runtime.ts';

/** Steps of a script between two looks at the limits. */
const STEPS_PER_CHECK = 2_000;
/** While a script runs its values may take so many times the heap; what it leaves counts as everything else. */
const WORKING_HEAPS = 8;
const SCRIPT_EXCEPTION = 'System.DataWeaveScriptException';

class ScriptValue extends PlatformObject {
  override readonly apexType = platformType('DataWeave.Script');
  readonly name: string;
  readonly script: CompiledScript;

  constructor(name: string, script: CompiledScript) {
    super();
    this.name = name;
    this.script = script;
  }

  override toText(): string {
    return this.name;
  }
}

class ResultValue extends PlatformObject {
  override readonly apexType = platformType('DataWeave.Result');
  readonly value: unknown;

  constructor(value: unknown) {
    super();
    this.value = value;
  }
}

/** Runs the work; a failure of the script becomes the platform's exception. */
function inScript<T>(source: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DataWeaveError)) throw error;
    throw new ApexException(SCRIPT_EXCEPTION, report(error, source), { cause: error });
  }
}

function createScript(rt: Runtime, name: string | null): ScriptValue {
  const script = rt.parts.dataWeave(notNull(name));
  if (!script) throw new ApexException(SCRIPT_EXCEPTION, `Unable to find the DataWeave script: ${notNull(name)}`);
  const { source } = script;
  return new ScriptValue(
    script.name,
    inScript(source, () => compileScript(source)),
  );
}

/** An argument as its declared format reads it: text and blobs of text formats are read, everything else is a value. */
function inputOf(rt: Runtime, script: CompiledScript, name: string, value: unknown): Input {
  const declared = script.inputs.get(name);
  const isText = declared !== undefined && formatOf(declared.mediaType) !== 'values';
  if (isText && typeof value === 'string') return { text: value };
  if (isText && value instanceof Blob) return { text: value.toText() };
  return { value: fromApex(rt, value) };
}

function execute(rt: Runtime, self: ScriptValue, args: ApexMap | null): ResultValue {
  const { script } = self;
  let steps = 0;
  return inScript(script.source, () => {
    const inputs = new Map(
      notNull(args)
        .entries()
        .map(([key, value]) => {
          const name = textOf(rt, key);
          return [name, inputOf(rt, script, name, value)] as const;
        }),
    );
    const output = script.run(inputs, {
      now: () => ownRuntime(rt).parts.clock.now(),
      zone: rt.user.timeZone,
      random: Math.random,
      regex,
      log: (line) => {
        rt.logged('DATAWEAVE_USER_DEBUG', line);
      },
      checkpoint: () => {
        steps += 1;
        if (steps % STEPS_PER_CHECK !== 0) return;
        rt.limits.checkCpu();
        rt.limits.checkHeap(WORKING_HEAPS);
      },
    });
    const result = new ResultValue('text' in output ? output.text : toApex(rt, output.value));
    rt.limits.checkHeap();
    return result;
  });
}

function regex(source: string, flags: string): RegExp {
  try {
    return javaRegex(source, '', flags);
  } catch (cause) {
    if (!(cause instanceof ApexException)) throw cause;
    throw new DataWeaveError('Runtime', `Invalid regular expression: /${source}/`, undefined, { cause });
  }
}

export const dataWeaveFunctions = {
  'DataWeave.Script.createScript(String)': createScript,
  'DataWeave.Script.createScript(String,String)': (rt: Runtime, namespace: string | null, name: string | null) => {
    // The org has no packages: another namespace than its own has no scripts.
    if (notNull(namespace) !== '' && namespace !== 'c') {
      throw new ApexException(
        SCRIPT_EXCEPTION,
        `Unable to find the DataWeave script: ${notNull(namespace)}.${notNull(name)}`,
      );
    }
    return createScript(rt, name);
  },
  'DataWeave.Script.execute(Map<String,Object>)': execute,
  'DataWeave.Script.toString()': (_rt: Runtime, self: ScriptValue) => self.name,
  'DataWeave.Result.getValue()': (_rt: Runtime, self: ResultValue) => self.value,
  'DataWeave.Result.getValueAsString()': (rt: Runtime, self: ResultValue) =>
    self.value === null ? null : textOf(rt, self.value),
};
