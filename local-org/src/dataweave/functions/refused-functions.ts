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
