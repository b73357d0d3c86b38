/**
 * Invocable actions called from Apex: methods with @InvocableMethod. There are no flows, so an action of type `flow` fails as for a flow
 * that does not exist; standard actions are refused by name. Source: Apex Reference, "Action Class" (Invocable namespace).
 */
import { Unsupported } from '../../engine/errors.ts';
import type { ApexObject, ClassInfo, MethodInfo } from '../runtime/class-info.ts';
import type { Runtime } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import { callStatic } from '../runtime/dispatch.ts';
import { mapOf, platformType, Types, type TypeRef } from '../runtime/type-ref.ts';
import { ApexList, ApexMap, PlatformObject, box } from '../runtime/values/index.ts';
import { notNull } from './arguments.ts';
import { ownRuntime } from './own-runtime.ts';
import { PropertyObject } from './property-object.ts';

const ACTION = 'Invocable.Action';
const RESULT = 'Invocable.Action.Result';
const ERROR = 'Invocable.Action.Error';
const parametersType = mapOf(Types.String, Types.Object);

class ActionValue extends PlatformObject {
  override readonly apexType = platformType(ACTION);
  readonly type: string;
  readonly name: string;
  readonly namespace: string | null;
  invocations: ApexMap[] = [];

  constructor(type: string, namespace: string | null, name: string) {
    super();
    this.type = type;
    this.namespace = namespace;
    this.name = name;
  }

  /** The invocation that parameters are set on; the first is there from the beginning. */
  current(): ApexMap {
    const last = this.invocations.at(-1);
    if (last !== undefined) return last;
    const made = new ApexMap(parametersType);
    this.invocations.push(made);
    return made;
  }
}

function custom(type: string, namespace: string | null, name: string): ActionValue {
  const known = notNull(type).toLowerCase();
  if (known !== 'apex' && known !== 'flow')
    throw new Unsupported(`Apex Invocable.Action.createCustomAction of type ${type}`);
  return new ActionValue(known, namespace, notNull(name));
}

const annotated = (method: MethodInfo): boolean => method.annotations.some((one) => one.name === 'invocablemethod');

function invocableMethod(info: ClassInfo): MethodInfo | undefined {
  return [...info.methods.values()].flat().find((method) => method.static && annotated(method));
}

function failed(action: ActionValue, code: string, message: string): PropertyObject {
  const error = new PropertyObject(ERROR, { code, message });
  return result(action, new ApexMap(parametersType), [error]);
}

const result = (action: ActionValue, outputs: ApexMap, errors: readonly PropertyObject[]): PropertyObject =>
  new PropertyObject(RESULT, {
    action,
    success: errors.length === 0,
    outputparameters: outputs,
    errors: ApexList.of(platformType(ERROR), [...errors]),
  });

/** One result per invocation; the method gets them all in one list, as from a flow. */
function invoke(rt: Runtime, action: ActionValue): ApexList {
  action.current();
  const info = action.type === 'apex' ? rt.classes.find(action.name) : undefined;
  const method = info === undefined ? undefined : invocableMethod(info);
  const parameter = method?.parameters[0];
  const results =
    info === undefined || method === undefined
      ? action.invocations.map(() =>
          failed(action, 'INVALID_API_INPUT', `There is no ${action.type} action with the name ${action.name}.`),
        )
      : resultsOf(rt, action, info, method, parameter?.type);
  return ApexList.of(platformType(RESULT), results);
}

function resultsOf(
  rt: Runtime,
  action: ActionValue,
  info: ClassInfo,
  method: MethodInfo,
  listType: TypeRef | undefined,
): PropertyObject[] {
  const element = listType?.args[0] ?? Types.Object;
  const inputs = action.invocations.map((values) => inputOf(rt, values, element));
  let outputs: unknown;
  try {
    outputs = callStatic(
      ownRuntime(rt),
      info.name,
      method.name,
      listType === undefined ? [] : [ApexList.of(element, inputs)],
    );
  } catch (error) {
    if (!(error instanceof ApexException)) throw error;
    const message = error.object.message ?? 'Script-thrown exception';
    return action.invocations.map(() => failed(action, 'UNKNOWN_EXCEPTION', message));
  }
  return action.invocations.map((_, index) => {
    const value = outputs instanceof ApexList ? box(outputs.items[index] ?? null, outputs.elementType) : null;
    return result(action, outputsOf(rt, value), []);
  });
}

/** The one value of a simple parameter, or an object with its @InvocableVariable fields set. */
function inputOf(rt: Runtime, values: ApexMap, element: TypeRef): unknown {
  const entries = values.entries();
  if (element.kind !== 'class') {
    const [first] = entries;
    return first === undefined ? null : ownRuntime(rt).cast(first[1], element);
  }
  const object = rt.newInstance(element) as ApexObject;
  for (const [name, value] of entries) rt.putField(object, String(name), value);
  return object;
}

/** A simple result is called `output`; an object gives its @InvocableVariable fields. */
function outputsOf(rt: Runtime, value: unknown): ApexMap {
  const outputs = new ApexMap(parametersType);
  if (value === null) return outputs;
  const type = rt.typeOf(value);
  const info = type?.kind === 'class' ? rt.classes.find(type.name) : undefined;
  if (info === undefined) {
    outputs.put('output', value);
    return outputs;
  }
  for (const field of info.fields.values()) {
    if (field.annotations.some((one) => one.name === 'invocablevariable'))
      outputs.put(field.name, rt.getField(value as ApexObject, field.name));
  }
  return outputs;
}

const property = (name: string) => (_rt: Runtime, self: PropertyObject) => self.get(name);

export const invocableActionFunctions = {
  [`${ACTION}.createCustomAction(String,String)`]: (_rt: Runtime, type: string, name: string) =>
    custom(type, null, name),
  [`${ACTION}.createCustomAction(String,String,String)`]: (
    _rt: Runtime,
    type: string,
    namespace: string | null,
    name: string,
  ) => custom(type, namespace, name),
  [`${ACTION}.createStandardAction(String)`]: (_rt: Runtime, type: string): never => {
    throw new Unsupported(`Apex Invocable.Action.createStandardAction of type ${type}`);
  },
  [`${ACTION}.getName()`]: (_rt: Runtime, self: ActionValue) => self.name,
  [`${ACTION}.getNamespace()`]: (_rt: Runtime, self: ActionValue) => self.namespace,
  [`${ACTION}.getType()`]: (_rt: Runtime, self: ActionValue) => self.type,
  [`${ACTION}.isStandard()`]: () => false,
  [`${ACTION}.addInvocation()`]: (_rt: Runtime, self: ActionValue) => {
    self.invocations.push(new ApexMap(parametersType));
    return self;
  },
  [`${ACTION}.clearInvocations()`]: (_rt: Runtime, self: ActionValue) => {
    self.invocations = [];
    return self;
  },
  [`${ACTION}.setInvocationParameter(String,Object)`]: (
    _rt: Runtime,
    self: ActionValue,
    name: string,
    value: unknown,
  ) => {
    self.current().put(notNull(name), value);
    return self;
  },
  [`${ACTION}.setInvocations(List<Map<String,Object>>)`]: (_rt: Runtime, self: ActionValue, all: ApexList) => {
    self.invocations = [...(notNull(all).items as ApexMap[])];
    return self;
  },
  [`${ACTION}.invoke()`]: invoke,
  [`${RESULT}.getAction()`]: property('action'),
  [`${RESULT}.getErrors()`]: property('errors'),
  [`${RESULT}.getInvocationParameters()`]: property('invocationParameters'),
  [`${RESULT}.getOutputParameters()`]: property('outputParameters'),
  [`${RESULT}.isSuccess()`]: property('success'),
  [`${ERROR}.getCode()`]: property('code'),
  [`${ERROR}.getMessage()`]: property('message'),
};
