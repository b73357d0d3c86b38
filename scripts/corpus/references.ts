/** Which component a refusal says is missing. */
const REFERENCES: readonly (readonly [RegExp, string | null])[] = [
  [/no (\w+) named (.+) found/, null],
  [/No MODULE named markup:\/\/c:(.+) found/, 'LightningComponentBundle'],
  [/Unable to find module c\/(\w+)/, 'LightningComponentBundle'],
  [/Unable to find Apex action class referenced as '(.+)'/, 'ApexClass'],
  [/couldn't find the component c:(\w+)/, 'LightningComponentBundle'],
  [/Invalid reference (?:c\.)?(\S+) of type label/, 'CustomLabel'],
  [/Invalid reference (\S+) of type resourceUrl/, 'StaticResource'],
  [/Invalid reference (\S+) of type customPermission/, 'CustomPermission'],
  [/Invalid reference (\S+) of type messageChannel/, 'LightningMessageChannel'],
  [/Invalid reference (\S+) of type sobject(?:Class|Field)/, 'CustomField'],
  [/The object (\S+) in the target configuration doesn't exist/, 'CustomObject'],
  [/SObject type is invalid: (\S+)/, 'CustomObject'],
];

/** What a message says is missing. */
export interface Reference {
  readonly type: string;
  readonly name: string;
}

/** The type and name in the message; undefined when it names none. */
export function referenceOf(message: string): Reference | undefined {
  for (const [pattern, type] of REFERENCES) {
    const match = pattern.exec(message);
    if (match) return type === null ? { type: match[1] ?? '', name: match[2] ?? '' } : { type, name: match[1] ?? '' };
  }
  return undefined;
}
