/** Takes the pictures. */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { eventually } from '../tour/context.ts';

const LARGEST_BYTES = 300_000;
const HEIGHT = 900;

/** Takes pictures of pages at rest. */
export interface Camera {
  /** One picture per width; the page keeps its state in between. */
  readonly take: (page: Page, name: string) => Promise<void>;
}

/** A camera that writes PNG files of these widths into the folder; refuses a picture that is too large. */
export function camera(folder: string, widths: readonly number[], say: (line: string) => void): Camera {
  mkdirSync(folder, { recursive: true });
  return {
    async take(page, name) {
      for (const width of widths) {
        await page.setViewportSize({ width, height: HEIGHT });
        // Spinners and loading rows belong on no picture.
        await eventually(
          'the page is at rest',
          async () => (await page.getByRole('status', { name: /loading/i }).count()) === 0,
        );
        await page.waitForLoadState('networkidle');
        const file = join(folder, `${name}-${width}.png`);
        writeFileSync(file, await page.screenshot({ fullPage: true, animations: 'disabled' }));
        const { size } = statSync(file);
        if (size > LARGEST_BYTES) throw new Error(`${file} has ${size} bytes, ${LARGEST_BYTES} are the most`);
        say(`  ${name}-${width}.png (${Math.round(size / 1000)} kB)`);
      }
      await page.setViewportSize({ width: 1440, height: HEIGHT });
    },
  };
}
