/** dw::core::URL. Examples: docs.mulesoft.com, "URL (dw::core::URL)", the page of each function. */
import { failure } from '../errors.ts';
import { objectOf, type Value } from '../values/value.ts';
import { on, textOf, type FunctionTable } from './signatures.ts';

const URI = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/;

/** The parts of a URI (java.net.URI); parts that are missing are left out. */
function parseUri(text: string): Value {
  const [, scheme, authority, path = '', query, fragment] = URI.exec(text) ?? [];
  if (/\s/.test(text) || (scheme === undefined && authority === undefined && path === '')) {
    return objectOf({ isValid: false, raw: text });
  }
  const [, user, host, port] = /^(?:([^@]*)@)?(.*?)(?::(\d+))?$/.exec(authority ?? '') ?? [];
  const isOpaque = scheme !== undefined && authority === undefined && !path.startsWith('/');
  const given = (name: string, value: Value | undefined): Readonly<Record<string, Value>> =>
    value === undefined ? {} : { [name]: value };
  return objectOf({
    isValid: true,
    raw: text,
    ...given('host', host === '' ? undefined : host),
    ...given('authority', authority),
    ...given('fragment', fragment),
    ...given('path', isOpaque ? undefined : path),
    ...given('port', port === undefined ? undefined : Number(port)),
    ...given('query', query),
    ...given('scheme', scheme),
    ...given('user', user),
    isAbsolute: scheme !== undefined,
    isOpaque,
  });
}

function decode(text: string, run: (text: string) => string): string {
  try {
    return run(text);
  } catch (cause) {
    throw failure(`Cannot decode ${text}`, { cause });
  }
}

export const url: FunctionTable = {
  encodeURI: [on(['String'], (text) => encodeURI(text))],
  encodeURIComponent: [on(['String'], (text) => encodeURIComponent(text))],
  decodeURI: [on(['String'], (text) => decode(text, decodeURI))],
  decodeURIComponent: [on(['String'], (text) => decode(text, decodeURIComponent))],
  parseURI: [on(['String'], parseUri)],
  compose: [
    on(['Array', 'Array'], (parts, values) =>
      parts
        .map(
          (part, index) =>
            textOf(part) + (index < values.length ? encodeURIComponent(textOf(values[index] ?? '')) : ''),
        )
        .join(''),
    ),
  ],
};
