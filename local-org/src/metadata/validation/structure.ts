/** Does an XML have the elements its type allows, each with a value of its kind? In the platform's words. */
import type { XmlElement } from '../xml.ts';
import { wsdlTypes } from './wsdl-types.ts';

/** A finding at an element. */
export interface Finding {
  readonly element: XmlElement;
  readonly message: string;
}

const namespace = '{http://soap.sforce.com/2006/04/metadata}';
/** Elements whose content is free XML, or is described elsewhere. */
const freeXml: ReadonlySet<string> = new Set(['LightningComponentBundle.targetConfigs', 'CustomMetadataValue.value']);

/** Checks an element against the WSDL type of that name. */
export function checkStructure(root: XmlElement, typeName: string): readonly Finding[] {
  const findings: Finding[] = [];
  checkElement(root, typeName, findings);
  return findings;
}

/** Whether the WSDL has a type of that name. */
export function isWsdlType(name: string): boolean {
  return wsdlTypes().properties(name) !== undefined;
}

function checkElement(element: XmlElement, typeName: string, findings: Finding[]): void {
  const properties = wsdlTypes().properties(typeName);
  if (!properties) {
    checkValue(element, typeName, findings);
    return;
  }
  if (element.children.length === 0 && element.text.trim() !== '')
    findings.push({
      element,
      message: `Error parsing file: Unexpected text "${element.text.trim()}" in type ${typeName}`,
    });
  const seen = new Set<string>();
  let previous = '';
  for (const child of element.children) {
    const property = properties.get(child.name);
    if (!property) {
      findings.push({
        element: child,
        message: `Error parsing file: Element ${namespace}${child.name} invalid at this location in type ${typeName}`,
      });
      continue;
    }
    // A repeated element must stand in one run: the platform reads lists that way.
    if (seen.has(child.name) && (!property.repeats || previous !== child.name))
      findings.push({
        element: child,
        message: `Error parsing file: Element ${namespace}${child.name} is duplicated at this location in type ${typeName}`,
      });
    seen.add(child.name);
    previous = child.name;
    // Retrieved files say `<objectMapping xsi:nil="true"/>` where there is none (XML Schema, xsi:nil).
    const absent = child.attributes['xsi:nil'] === 'true' && property.optional;
    if (!absent && !freeXml.has(`${typeName}.${child.name}`)) checkElement(child, property.type, findings);
  }
  for (const [name, property] of properties)
    if (!property.optional && !property.repeats && !seen.has(name))
      findings.push({ element, message: `Required field is missing: ${name}` });
}

function checkValue(element: XmlElement, typeName: string, findings: Finding[]): void {
  const values = wsdlTypes().values(typeName);
  const text = element.text.trim();
  const first = element.children[0];
  if (first) {
    findings.push({
      element: first,
      message: `Error parsing file: Element ${namespace}${first.name} invalid at this location in type ${values ? typeName : `xsd:${typeName}`}`,
    });
  } else if (values) {
    // An empty element of an enumeration counts as absent: translations are retrieved that way.
    if (text !== '' && !values.has(text))
      findings.push({
        element,
        message: `Error parsing file: '${text}' is not a valid value for the enum '${typeName}'`,
      });
  } else if (typeName === 'boolean') {
    if (!/^(true|false|1|0)$/.test(text))
      findings.push({
        element,
        message: `Error parsing file: '${text}' is not a valid value for the type xsd:boolean`,
      });
  } else if (typeName === 'number') {
    if (!/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text))
      findings.push({ element, message: `Error parsing file: '${text}' is not a valid value for the type xsd:int` });
  }
}
