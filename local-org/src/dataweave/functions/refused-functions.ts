/** Functions of the documented modules that are refused by name (docs.mulesoft.com, "DataWeave Reference"). */

export const refusedFunctions: Readonly<Record<string, readonly string[]>> = {
  'dw::core::Types': [
    'baseTypeOf',
    'functionParamTypes',
    'functionReturnType',
    'isReferenceType',
    'literalValueOf',
    'metadataOf',
    'nameOf',
    'objectFields',
  ],
  'dw::Runtime': [
    'dataFormatsDescriptor',
    'eval',
    'evalUrl',
    'location',
    'locationString',
    'prop',
    'props',
    'run',
    'runUrl',
    'version',
    'wait',
  ],
  'dw::util::Timer': ['duration', 'time'],
  'dw::util::Diff': ['diff'],
  'dw::util::Tree': [
    ...['asExpressionString', 'filterArrayLeafs', 'filterObjectLeafs', 'filterTree', 'isArrayType', 'isAttributeType'],
    ...['isObjectType', 'mapLeafValues', 'nodeExists'],
  ],
  'dw::module::Multipart': ['field', 'file', 'form', 'generateBoundary'],
  'dw::xml::Dtd': ['docTypeAsString'],
};

/** Names that the platform itself does not let a script use ("Limitations of DataWeave in Apex": readUrl, envVar and the like). */
export const forbiddenFunctions: ReadonlySet<string> = new Set(['readUrl', 'envVar', 'envVars']);
