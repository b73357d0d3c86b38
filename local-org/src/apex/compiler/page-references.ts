import { platformType } from '../runtime/type-ref.ts';
import type { Position } from './ast.ts';
import type { Body, Value } from './body.ts';
import { quote } from './unit.ts';

/** `Page` and `System.Page`, before the name of a page. */
export const isPagePrefix = (name: string): boolean => /^(?:system\.)?page$/i.test(name);

/**
 * `Page.Name`: a reference to a Visualforce page of the org, its address in lower case. Source: Visualforce Developer Guide, "Defining
 * Getter, Setter and Action Methods": Page.existingPageName; the case: SalesforceLabs/survey-force, GettingStartedController_Test.
 */
export function pageReference(body: Body, name: string, pos: Position): Value {
  if (!body.world.hasPage(name)) return body.report(pos, `Page does not exist: ${name}`);
  const make = body.unit.library('new System.PageReference(String)');
  return {
    js: `${make}(rt,${quote(`/apex/${name.toLowerCase()}`)})`,
    type: platformType('System.PageReference'),
    solid: true,
  };
}
