/** Words that name no variable, field or method (Apex Developer Guide, "Reserved Keywords"). */
const variables = new Set(
  (
    'activate any array as asc autonomous begin bigdecimal blob boolean bulk by byte case cast char collect commit const currency date ' +
    'datetime decimal default desc double end exception exit export float from goto group having hint import in inner instanceof int ' +
    'integer into join like limit list long loop map not null nulls number object of on or outer package parallel pragma retrieve ' +
    'rollback select set short sobject sort string switch synchronized system then time transaction trigger using when where'
  ).split(' '),
);
const methods = new Set(
  'as asc bulk by commit desc from having in instanceof like limit list map not null nulls on or select trigger using where'.split(
    ' ',
  ),
);

/** What is wrong with the name of a variable, field, property or parameter; undefined when nothing is. */
export const variableNameProblem = (name: string): string | undefined => nameProblem(name, variables);

/** The same for a method. */
export const methodNameProblem = (name: string): string | undefined => nameProblem(name, methods);

function nameProblem(name: string, reserved: ReadonlySet<string>): string | undefined {
  if (reserved.has(name.toLowerCase())) return `Identifier name is reserved: ${name}`;
  if (/^_|_$|__/.test(name)) return `Invalid identifier: ${name}`;
  return undefined;
}
