/** Generated pages and deployed components, loaded when they are first shown. */
let known = { pages: {}, components: {} };

export function fill(registry) {
  known = registry;
}

/** Constructor of a FlexiPage; throws when it is not deployed. */
export async function pageConstructor(name) {
  const load = known.pages[name];
  if (!load) {
    throw new Error(`The page ${name} does not exist in this org.`);
  }
  return (await load()).default;
}

/** Constructor of an exposed component, by name with or without `c:` or `c__`. */
export async function componentConstructor(name) {
  const load = known.components[name.replace(/^c(:|__)/, '')];
  if (!load) {
    throw new Error(`The component ${name} does not exist in this org, or it is not exposed.`);
  }
  return (await load()).default;
}
