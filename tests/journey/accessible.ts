/** What a page must offer everybody: no serious finding of axe, no overflow on a phone, every control by keyboard. */
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { seriousFindings } from '../../local-org/test/support/axe.ts';

const TABLET = { width: 768, height: 1024 };
const PHONE = { width: 390, height: 844 };

/** No serious or critical finding of axe at desktop, tablet and phone width, and nothing that runs over the edge. */
export async function assertAccessible(page: Page, what: string): Promise<void> {
  const desktop = page.viewportSize();
  for (const size of [desktop, TABLET, PHONE]) {
    if (size) await page.setViewportSize(size);
    assert.deepEqual(await seriousFindings(page), [], `${what} at ${size?.width}`);
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
    assert.ok(overflow <= 0, `${what} is ${overflow} pixels too wide at ${size?.width}`);
  }
  if (desktop) await page.setViewportSize(desktop);
}

const MOST_STOPS = 40;

/** Presses Tab until the target has the focus; a page that traps the focus never gets there. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press('Tab');
    if (await isFocused(target)) return;
  }
  throw new Error(`${String(target)} is not reached with ${MOST_STOPS} presses of Tab`);
}

/** Whether the target has the focus. */
export async function isFocused(target: Locator): Promise<boolean> {
  return (await target.and(target.page().locator(':focus')).count()) > 0;
}

/** Every control of the page can be reached with Tab, in both directions, and shows that it has the focus. */
export async function assertKeyboardReaches(page: Page, what: string): Promise<void> {
  const wanted = await page.evaluate<number>(CONTROLS_IN_WORDS + '.length');
  const seen = new Set<string>();
  await page.locator('body').click({ position: { x: 1, y: 1 } });
  for (let stop = 0; stop < wanted + MOST_STOPS && seen.size < wanted; stop += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate<{
      readonly at: number;
      readonly visible: boolean;
      readonly html: string;
    } | null>(FOCUSED);
    if (!focused) continue;
    assert.ok(focused.visible, `${what}: ${focused.html} does not show its focus`);
    seen.add(String(focused.at));
  }
  assert.equal(seen.size, wanted, `${what}: ${seen.size} of ${wanted} controls are reached by keyboard`);
}

/** All controls below open and synthetic shadow roots that a person can use now. A group of radio buttons is one stop. */
const CONTROLS_IN_WORDS = `(() => {
  const found = [];
  const walk = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.matches('a[href], button, input, select, textarea, [tabindex="0"]') && !element.disabled && element.checkVisibility({ visibilityProperty: true })
        && !(element.type === 'radio' && !element.checked)) found.push(element);
      if (element.shadowRoot) walk(element.shadowRoot);
    }
  };
  walk(document);
  return [...new Set(found)];
})()`;

const FOCUSED = `(() => {
  let focused = document.activeElement;
  while (focused && focused.shadowRoot && focused.shadowRoot.activeElement) focused = focused.shadowRoot.activeElement;
  const at = ${CONTROLS_IN_WORDS}.indexOf(focused);
  if (at < 0) return null;
  const shown = [focused, focused.parentElement, focused.nextElementSibling].some((element) => {
    if (!element) return false;
    const style = getComputedStyle(element);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  });
  return { at, visible: shown, html: focused.outerHTML.slice(0, 200) };
})()`;
