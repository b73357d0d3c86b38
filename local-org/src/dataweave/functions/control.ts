/** dw::Runtime (attempts and failures) and dw::util::Values (update and mask). Examples: docs.mulesoft.com, the page of each function. */
import { Unsupported } from '../../engine/errors.ts';
import { DataWeaveError, failure } from '../errors.ts';
import { updateValue, type Step } from '../evaluator/update.ts';
import { isNum } from '../values/numbers.ts';
import { ObjectValue, bare, isArray, isFunction, objectOf, type FunctionValue, type Value } from '../values/value.ts';
import { holds, on, textOf, type FunctionTable } from './signatures.ts';

function attempt(delegate: FunctionValue): Value {
  try {
    return objectOf({ success: true, result: delegate.call([]) });
  } catch (error) {
    // Limits and what the local org lacks are no failures of the script.
    if (!(error instanceof DataWeaveError)) throw error;
    const kind = error.cause === 'fail' ? 'UserException' : 'Exception';
    return objectOf({
      success: false,
      error: objectOf({ kind, message: error.message, location: 'Unknown location', stack: [] }),
    });
  }
}

const succeeded = (result: ObjectValue): boolean => result.get('success') === true;
const userFailure = (message: string): DataWeaveError => failure(message, { cause: 'fail' });

/** dw::Runtime. */
export const runtime: FunctionTable = {
  try: [on(['Lambda'], attempt)],
  fail: [
    on([], () => {
      throw userFailure('Error');
    }),
    on(['String'], (message) => {
      throw userFailure(message);
    }),
  ],
  failIf: [
    on(['Any', 'Lambda'], (value, evaluator) => failIf(value, evaluator, 'Failed')),
    on(['Any', 'Lambda', 'String'], failIf),
  ],
  orElse: [
    on(['Object', 'Lambda'], (previous, other) =>
      succeeded(previous) ? (previous.get('result') ?? null) : other.call([]),
    ),
  ],
  orElseTry: [on(['Object', 'Lambda'], (previous, other) => (succeeded(previous) ? previous : attempt(other)))],
};

function failIf(value: Value, evaluator: FunctionValue, message: string): Value {
  if (holds(evaluator, value)) throw userFailure(message);
  return value;
}

const element = (kind: string, selector: Value, namespace: Value = null): Value =>
  objectOf({ kind, namespace, selector });

/** The steps of a path of names, positions and elements. */
function stepsOf(path: Value): Step[] {
  const own = bare(path);
  if (isArray(own)) return own.flatMap(stepsOf);
  if (own instanceof ObjectValue) {
    const kind = own.get('kind');
    const place = own.get('selector') ?? null;
    return [
      { kind: kind === 'Array' ? 'index' : kind === 'Attribute' ? 'attribute' : 'value', place, namespace: undefined },
    ];
  }
  return [{ kind: isNum(own) ? 'index' : 'value', place: own, namespace: undefined }];
}

/** The function that waits for the `with` of the new value. */
function provider(run: (change: (old: Value) => Value) => Value): FunctionValue {
  return {
    k: 'function',
    name: 'update',
    arity: 1,
    takesFunction: (position) => position === 0,
    call: ([callback]) =>
      run((old) => {
        const own = callback ?? null;
        return isFunction(own) ? own.call([old]) : own;
      }),
  };
}

/** Changes every simple value under the name, at any depth. */
function mask(value: Value, name: string | number, change: (old: Value) => Value): Value {
  const own = bare(value);
  const isSimple = (item: Value): boolean => !isArray(bare(item)) && !(bare(item) instanceof ObjectValue);
  if (isArray(own))
    return own.map((item, index) => (index === name && isSimple(item) ? change(item) : mask(item, name, change)));
  if (!(own instanceof ObjectValue)) return value;
  return new ObjectValue(
    own.entries.map((entry) => ({
      key: entry.key,
      value: entry.key.name === name && isSimple(entry.value) ? change(entry.value) : mask(entry.value, name, change),
    })),
  );
}

function maskBy(value: Value, selector: Value): FunctionValue {
  const [step] = stepsOf(selector);
  if (!step) throw failure('Nothing to mask is selected');
  if (step.kind === 'attribute') throw new Unsupported('DataWeave.mask of attributes');
  const place = bare(step.place);
  return provider((change) => mask(value, isNum(place) ? Number(place) : textOf(place), change));
}

/** dw::util::Values. */
export const values: FunctionTable = {
  attr: [
    on(['Namespace', 'String'], ({ namespace }, name) => element('Attribute', name, namespace.uri)),
    on(['Null', 'String'], (_, name) => element('Attribute', name)),
    on(['String'], (name) => element('Attribute', name)),
  ],
  field: [
    on(['Namespace', 'String'], ({ namespace }, name) => element('Object', name, namespace.uri)),
    on(['Null', 'String'], (_, name) => element('Object', name)),
    on(['String'], (name) => element('Object', name)),
  ],
  index: [on(['Number'], (at) => element('Array', at))],
  update: [
    on(['Null', 'Any'], () => provider(() => null)),
    on(['Any', 'Any'], (value, path) => provider((change) => updateValue(value, stepsOf(path), false, change))),
  ],
  mask: [on(['Null', 'Any'], () => provider(() => null)), on(['Any', 'Any'], maskBy)],
};
