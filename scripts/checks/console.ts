/**
 * A console user works with every object without code: each has a page with all its fields, a highlights panel, a list, columns in searches
 * and lookups, and a way there. Read from force-app; what the platform does not offer for an object is named here with its reason.
 */
import { readSourceTree, type MetadataComponent, type XmlElement } from '../../local-org/src/metadata/index.ts';
import { childrenOf, textOf } from '../../local-org/src/schema/index.ts';
import { inRoot } from '../support/paths.ts';

/** Fewer columns than these say nothing: a number alone, or a number and one word. */
const LIST_COLUMNS = 3;
const SEARCH_COLUMNS = 2;
const HIGHLIGHTS = 2;

/** Standard objects that the platform shows below another one only: no tab and no list of their own. */
const SHOWN_BELOW_ANOTHER: ReadonlySet<string> = new Set(['AccountContactRelation', 'WorkOrderLineItem']);
/** Standard objects whose highlights cannot be chosen in metadata. */
const WITHOUT_COMPACT_LAYOUT: ReadonlySet<string> = new Set(['AccountContactRelation']);
/** The list of all products and quotes is the platform's own; we have nothing to choose from. */
const LISTED_BY_THE_PLATFORM: ReadonlySet<string> = new Set(['Product2', 'Quote']);
/** Sees everything in every case, so that a tab only this set shows is a tab that nobody at work sees. */
const ADMINISTRATION = 'Admin_Full';

/** Permission sets of jobs and interfaces, and of administrators. */
const NOT_AT_A_SCREEN: ReadonlySet<string> = new Set([
  ADMINISTRATION,
  'Automation',
  'Data_Owner',
  'Integration_Service',
]);

/** Throws with everything a console user would miss. */
export function checkConsole(): Promise<undefined> {
  const problems = consoleGaps(readSourceTree(inRoot('force-app')).components);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return Promise.resolve(undefined);
}

/** What a console user would miss, one sentence each. */
export function consoleGaps(components: readonly MetadataComponent[]): readonly string[] {
  const model = new ConsoleModel(components);
  return model.objects.flatMap((object) => [
    ...model.pageGaps(object),
    ...model.highlightGaps(object),
    ...model.listGaps(object),
    ...model.searchGaps(object),
    ...model.wayGaps(object),
  ]);
}

class ConsoleModel {
  readonly objects: readonly string[];
  readonly #parts: ReadonlyMap<string, readonly Part[]>;

  constructor(components: readonly MetadataComponent[]) {
    const parts = components.flatMap(({ type, fullName, xml }) => (xml ? [{ type, fullName, xml }] : []));
    this.#parts = Map.groupBy(parts, ({ type }) => type);
    this.objects = [...new Set(this.#of('CustomField').map(({ fullName }) => holderOf(fullName)))]
      .filter((name) => !/__(?:e|mdt)$/.test(name))
      .sort();
  }

  /** Fields that no page shows, and details that their master's page does not list. */
  pageGaps(object: string): readonly string[] {
    const layouts = this.#layouts(object);
    if (layouts.length === 0) return [`${object}: no page layout`];
    const shown = new Set(layouts.flatMap(({ xml }) => fieldsShown(xml)));
    return this.#of('CustomField')
      .filter(({ fullName }) => holderOf(fullName) === object)
      .flatMap(({ fullName, xml }) => {
        const field = fullName.slice(object.length + 1);
        const master = textOf(xml, 'type') === 'MasterDetail' ? textOf(xml, 'referenceTo') : undefined;
        return [
          ...(shown.has(field) ? [] : [`${fullName}: on no page layout`]),
          ...(master && !this.#lists(master, fullName) ? [`${master}: no page lists its ${object}`] : []),
        ];
      });
  }

  /** Highlights of a record: which compact layout is in use, and what it says. */
  highlightGaps(object: string): readonly string[] {
    if (WITHOUT_COMPACT_LAYOUT.has(object)) return [];
    const own = this.#of('CompactLayout').filter(({ fullName }) => holderOf(fullName) === object);
    const definition = this.#definition(object);
    const assigned = definition && textOf(definition, 'compactLayoutAssignment');
    // Record types may choose theirs, and objects without a definition of ours get theirs by record type only.
    const chosen =
      own.some(({ fullName }) => fullName === `${object}.${assigned ?? ''}`) ||
      this.#of('RecordType').some(
        ({ fullName, xml }) => holderOf(fullName) === object && textOf(xml, 'compactLayoutAssignment') !== undefined,
      );
    if (own.length === 0 || !chosen) return [`${object}: no compact layout is in use`];
    return own
      .filter(({ xml }) => childrenOf(xml, 'fields').length < HIGHLIGHTS)
      .map(({ fullName }) => `${fullName}: highlights fewer than ${HIGHLIGHTS} fields`);
  }

  /** Lists that are missing or say nothing. */
  listGaps(object: string): readonly string[] {
    if (SHOWN_BELOW_ANOTHER.has(object) || LISTED_BY_THE_PLATFORM.has(object)) return [];
    const views = this.#of('ListView').filter(({ fullName }) => holderOf(fullName) === object);
    if (views.length === 0) return [`${object}: no list view`];
    return views
      .filter(({ xml }) => childrenOf(xml, 'columns').length < LIST_COLUMNS)
      .map(({ fullName }) => `${fullName}: fewer than ${LIST_COLUMNS} columns`);
  }

  /** Records named by a number are found and told apart by the columns beside it. */
  searchGaps(object: string): readonly string[] {
    if (!object.endsWith('__c')) return [];
    const definition = this.#definition(object);
    const layouts = definition ? childrenOf(definition, 'searchLayouts') : [];
    return ['searchResultsAdditionalFields', 'lookupDialogsAdditionalFields']
      .filter((kind) => layouts.flatMap((layout) => childrenOf(layout, kind)).length < SEARCH_COLUMNS)
      .map((kind) => `${object}: fewer than ${SEARCH_COLUMNS} ${kind} in its search layouts`);
  }

  /** An object is reached by a tab in an app that somebody at work sees, or as a list on the page of another one. */
  wayGaps(object: string): readonly string[] {
    const below = this.#of('CustomField').some(
      ({ fullName, xml }) =>
        holderOf(fullName) === object &&
        textOf(xml, 'type') === 'MasterDetail' &&
        this.#lists(textOf(xml, 'referenceTo') ?? '', fullName),
    );
    if (SHOWN_BELOW_ANOTHER.has(object)) return [];
    const tab = object.endsWith('__c') ? object : `standard-${object}`;
    const inApp = this.#of('CustomApplication').some(({ xml }) =>
      childrenOf(xml, 'tabs').some(({ text }) => text === tab),
    );
    if (!inApp) return below ? [] : [`${object}: in the navigation of no app`];
    const seen = this.#of('PermissionSet').some(
      ({ fullName, xml }) =>
        fullName !== ADMINISTRATION && childrenOf(xml, 'tabSettings').some((setting) => textOf(setting, 'tab') === tab),
    );
    return seen || below || this.#isAdministratorsOnly(object)
      ? []
      : [`${object}: nobody but administrators sees its tab`];
  }

  /** Objects that no permission set of people at work opens have no tab for them either. */
  #isAdministratorsOnly(object: string): boolean {
    return !this.#of('PermissionSet').some(
      ({ fullName, xml }) =>
        !NOT_AT_A_SCREEN.has(fullName) &&
        childrenOf(xml, 'objectPermissions').some((permission) => textOf(permission, 'object') === object),
    );
  }

  /** Whether a page of the parent lists the children that a field of theirs leads to. */
  #lists(parent: string, field: string): boolean {
    return this.#layouts(parent).some(({ xml }) =>
      childrenOf(xml, 'relatedLists').some((list) => textOf(list, 'relatedList') === field),
    );
  }

  #layouts(object: string): readonly Part[] {
    // People are accounts with pages of their own.
    const names = object === 'Account' ? ['Account-', 'PersonAccount-'] : [`${object}-`];
    return this.#of('Layout').filter(({ fullName }) => names.some((name) => fullName.startsWith(name)));
  }

  #definition(object: string): XmlElement | undefined {
    return this.#of('CustomObject').find(({ fullName }) => fullName === object)?.xml;
  }

  #of(type: string): readonly Part[] {
    return this.#parts.get(type) ?? [];
  }
}

interface Part {
  readonly type: string;
  readonly fullName: string;
  readonly xml: XmlElement;
}

function fieldsShown(layout: XmlElement): readonly string[] {
  return childrenOf(layout, 'layoutSections')
    .flatMap((section) => childrenOf(section, 'layoutColumns'))
    .flatMap((column) => childrenOf(column, 'layoutItems'))
    .map((item) => textOf(item, 'field') ?? '');
}

const holderOf = (fullName: string): string => fullName.split('.')[0] ?? '';
