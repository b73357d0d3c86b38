/** The escape and unescape methods of String (org.apache.commons.text.StringEscapeUtils on the platform). */

const HTML3: Readonly<Record<string, string>> = Object.fromEntries(
  (
    'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil ' +
    'sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute ' +
    'Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc ' +
    'atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide ' +
    'oslash ugrave uacute ucirc uuml yacute thorn yuml'
  )
    .split(' ')
    .map((name, index) => [name, String.fromCharCode(160 + index)]),
);
const HTML4_EXTRA: Readonly<Record<string, string>> = {
  fnof: 'ƒ',
  Alpha: 'Α',
  Beta: 'Β',
  Gamma: 'Γ',
  Delta: 'Δ',
  Omega: 'Ω',
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  pi: 'π',
  omega: 'ω',
  bull: '•',
  hellip: '…',
  euro: '€',
  trade: '™',
  larr: '←',
  uarr: '↑',
  rarr: '→',
  darr: '↓',
  harr: '↔',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  sbquo: '‚',
  ldquo: '“',
  rdquo: '”',
  bdquo: '„',
  dagger: '†',
  Dagger: '‡',
  permil: '‰',
  lsaquo: '‹',
  rsaquo: '›',
  OElig: 'Œ',
  oelig: 'œ',
  Scaron: 'Š',
  scaron: 'š',
  Yuml: 'Ÿ',
  circ: 'ˆ',
  tilde: '˜',
  ensp: '\u2002',
  emsp: '\u2003',
  thinsp: '\u2009',
  infin: '∞',
  ne: '≠',
  le: '≤',
  ge: '≥',
};
const BASIC: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

type Flavour = 'html3' | 'html4' | 'xml';
const entitiesOf = (flavour: Flavour): Readonly<Record<string, string>> => {
  if (flavour === 'xml') return { ...BASIC, apos: "'" };
  return flavour === 'html3' ? { ...BASIC, ...HTML3 } : { ...BASIC, ...HTML3, ...HTML4_EXTRA };
};

/** Replaces special characters by named entities. */
export function escapeEntities(text: string, flavour: Flavour): string {
  const byChar = new Map(Object.entries(entitiesOf(flavour)).map(([name, char]) => [char, `&${name};`]));
  return Array.from(text, (char) => byChar.get(char) ?? char).join('');
}

/** Replaces named and numbered entities by their characters; unknown ones stay. */
export function unescapeEntities(text: string, flavour: Flavour): string {
  const entities = entitiesOf(flavour);
  return text.replace(
    /&(?:#(\d+)|#[xX]([0-9a-fA-F]+)|(\w+));/g,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      return entities[name ?? ''] ?? whole;
    },
  );
}

export const escapeCsv = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export function unescapeCsv(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  const inner = text.slice(1, -1);
  return /[",\r\n]/.test(inner) ? inner.replaceAll('""', '"') : text;
}

const JAVA_CONTROLS: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\n': '\\n',
  '\t': '\\t',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};

/** Java string-literal escapes; `ecmaScript` also escapes `'` and `/`. */
export function escapeJava(text: string, ecmaScript = false): string {
  return Array.from({ length: text.length }, (_, at) => {
    const char = text[at] ?? '';
    const control = JAVA_CONTROLS[char];
    if (control !== undefined) return control;
    if (ecmaScript && (char === "'" || char === '/')) return `\\${char}`;
    return char < ' ' || char > '~' ? unicodeEscape(char) : char;
  }).join('');
}

const unicodeEscape = (char: string): string => `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;

export const escapeUnicode = (text: string): string =>
  Array.from({ length: text.length }, (_, at) => {
    const char = text[at] ?? '';
    return char > '\u007f' ? unicodeEscape(char) : char;
  }).join('');

const UNESCAPED: Readonly<Record<string, string>> = { b: '\b', n: '\n', t: '\t', f: '\f', r: '\r' };

export function unescapeJava(text: string): string {
  return text.replace(
    /\\(?:u+([0-9a-fA-F]{4})|([0-3]?[0-7]{1,2})|(.))/gs,
    (_whole, unicode?: string, octal?: string, char?: string) => {
      if (unicode !== undefined) return String.fromCharCode(Number.parseInt(unicode, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      return UNESCAPED[char ?? ''] ?? char ?? '';
    },
  );
}

export const unescapeUnicode = (text: string): string =>
  text.replace(/\\u+\+?([0-9a-fA-F]{4})/g, (_whole, unicode: string) =>
    String.fromCharCode(Number.parseInt(unicode, 16)),
  );

/** Text without tags, entities resolved. */
export function stripHtmlTags(text: string): string {
  return unescapeEntities(text.replace(/<br\s*\/?>|<\/p>/gi, '\n').replace(/<[^>]*>/g, ''), 'html4').trim();
}
