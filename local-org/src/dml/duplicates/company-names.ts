/** Company names without what says nothing about the company. Source: Help: the method "Removes words such as Inc and Corp before comparing fields". */

/** Words for the legal form, in lower case and without dots. */
const LEGAL_FORMS: ReadonlySet<string> = new Set(
  (
    'inc incorporated corp corporation co company llc llp lp ltd limited plc gmbh mbh ag kg kgaa ohg ug se sa sas sarl srl spa snc ' +
    'bv nv cv ab as asa aps oy oyj sl sro zoo kft'
  ).split(' '),
);

/** The words of a name in lower case; a name that is a legal form only keeps it. */
export function companyWords(name: string): readonly string[] {
  const words = name
    .replaceAll(/[.']/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  const telling = words.filter((word) => !LEGAL_FORMS.has(word) && word !== 'the');
  return telling.length > 0 ? telling : words;
}
