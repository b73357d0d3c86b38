/**
 * Given names that stand for each other. Source of the method: Help, "Name Variant" (Bob and Robert); the platform's list is not
 * published, so this is a list of common English and German short forms (docs/real-org-checks.md).
 */

/** One group a line: the name, then its short forms. A short form may stand for several names. */
const GROUPS = `
alexander alex sandy sascha; alexandra alex sandra sandy; andrew andy drew; andreas andi andy; anthony tony; antonia toni;
barbara barb babs bärbel; benjamin ben benny; catherine cathy kate katie kathy; katherine kate katie kathy kathi;
charles charlie chuck; christian chris; christina chris tina; christine chris tina; christopher chris kit; daniel dan danny;
david dave; deborah deb debbie; donald don; dorothy dot dottie; edward ed eddie ted; elizabeth beth betty eliza lisa liz lizzie;
elisabeth elli lisa lisbeth sissi; eugene gene; frederick fred freddie; friedrich fritz; gerald jerry; gregory greg; hannelore hanne;
hans hansi; henry hank harry; heinrich heinz; jacob jake; jakob jockel; james jim jimmy jamie; jennifer jen jenny;
johannes hannes hans; john jack johnny; jonathan jon jonny; joseph joe joey; josef sepp jupp; joshua josh; judith judy; karl-heinz kalle;
kenneth ken kenny; kimberly kim; lawrence larry; leonard len leo lenny; margaret maggie meg peggy greta; margarete grete gretel greta;
matthew matt; matthias matze hias; maximilian max; michael mike mick micky michi; nicholas nick nicky; nikolaus klaus niko;
pamela pam; patricia pat patty trish; patrick pat paddy; peter pete; philip phil; rebecca becky; richard dick rich rick;
robert bob bobby rob robbie bert; ronald ron ronnie; rudolf rudi; samantha sam; samuel sam sammy; stephanie steffi steph;
stefan steffen; steven steve; stephen steve; susan sue susie; susanne susi; theodore ted theo; thomas tom tommy; timothy tim timmy;
ulrich uli; ulrike uli; victoria vicky; vincent vince; walter walt; wilhelm willi; william bill billy will willie; wolfgang wolf;
`;

const groupsOf = new Map<string, Set<string>>();
for (const line of GROUPS.split(';')) {
  const [name, ...shortForms] = line.split(/\s+/).filter(Boolean);
  if (name === undefined) continue;
  for (const each of [name, ...shortForms]) groupsOf.set(each, (groupsOf.get(each) ?? new Set()).add(name));
}

/** Whether two given names in lower case are forms of the same name: Bob and Robert are, Bob and Bill are not. */
export function areVariants(a: string, b: string): boolean {
  const theirs = groupsOf.get(b);
  return theirs !== undefined && [...(groupsOf.get(a) ?? [])].some((name) => theirs.has(name));
}
