/** The text that makes a class's ClassInfo at load. */
import type { AnnotationNode } from './ast.ts';
import { lineOf } from './ast.ts';
import type { ClassSymbol, FieldSymbol, MethodSymbol, ParameterSymbol } from './symbols.ts';
import { quote, type Unit } from './unit.ts';

const annotations = (list: readonly AnnotationNode[]): string =>
  `[${list.map((one) => `{name:${quote(one.name.toLowerCase())},values:${JSON.stringify(one.values)}}`).join()}]`;

const parameters = (unit: Unit, list: readonly ParameterSymbol[]): string =>
  `[${list.map((one) => `{name:${quote(one.name)},type:${unit.type(one.type)}}`).join()}]`;

function fieldText(unit: Unit, field: FieldSymbol): string {
  const { property } = field;
  return `{name:${quote(field.name)},type:${unit.type(field.type)},static:${String(field.static)},transient:${String(field.transient)},final:${String(field.final)},access:${quote(field.access)},property:${String(property !== null)},readable:${String(property === null || property.getter !== null)},writable:${String(property === null || property.setter !== null)},annotations:${annotations(field.annotations)},slot:${quote(field.slot)},get:${property?.methods === true && property.getter !== null ? quote(property.getMember) : 'null'},set:${property?.methods === true && property.setter !== null ? quote(property.setMember) : 'null'}}`;
}

function methodText(unit: Unit, method: MethodSymbol): string {
  return `{name:${quote(method.name)},member:${quote(method.member)},parameters:${parameters(unit, method.parameters)},returns:${unit.type(method.returns)},static:${String(method.static)},abstract:${String(method.abstract)},access:${quote(method.access)},annotations:${annotations(method.annotations)},test:${String(method.test)},line:${String(lineOf(method.pos))}}`;
}

/** Arguments of `$.describe(class, …)`. */
export function classDescription(unit: Unit, symbol: ClassSymbol): string {
  const fields = [...symbol.fields.values()].map((field) => fieldText(unit, field));
  const methods = [...symbol.methods.values()].flat().map((method) => methodText(unit, method));
  const constructors = symbol.constructors.map(
    (one) => `{member:${quote(one.member)},parameters:${parameters(unit, one.parameters)},access:${quote(one.access)}}`,
  );
  return `{name:${quote(symbol.name)},kind:${quote(symbol.kind)},type:${unit.type(symbol.type)},apiVersion:${String(symbol.apiVersion)},sharing:${quote(symbol.sharing)},abstract:${String(symbol.abstract)},virtual:${String(symbol.virtual)},test:${String(symbol.test)},parent:${symbol.parent === null ? 'null' : unit.type(symbol.parent)},interfaces:[${symbol.interfaces.map((one) => unit.type(one)).join()}],fields:[${fields.join()}],methods:[${methods.join()}],constructors:[${constructors.join()}],annotations:${annotations(symbol.modifiers.annotations)},enumValues:${JSON.stringify(symbol.enumValues)}}`;
}
