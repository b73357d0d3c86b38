/** How times grow with the size of what is measured: one printed form for all benches. */

/** One thing measured at growing sizes. */
export interface GrowthLine {
  readonly name: string;
  /** Milliseconds in the order of the sizes; undefined where there is nothing to measure. */
  readonly milliseconds: readonly (number | undefined)[];
}

const NAME_WIDTH = 58;
const CELL_WIDTH = 11;
const RATIO_WIDTH = 8;

/** How many times longer the last size takes than the first; undefined unless both were measured. */
export function growthOf({ milliseconds }: GrowthLine): number | undefined {
  const [first] = milliseconds;
  const last = milliseconds.at(-1);
  return milliseconds.length > 1 && first !== undefined && last !== undefined ? last / first : undefined;
}

/**
 * A heading with the sizes, then a line for each thing: milliseconds at each size and, with two sizes or more, how many times longer the
 * last takes than the first; beyond the aim it is marked.
 */
export function growthTable(sizes: readonly number[], lines: readonly GrowthLine[], aim = Infinity): readonly string[] {
  const heading = ''.padEnd(NAME_WIDTH) + sizes.map((size) => size.toLocaleString('en').padStart(CELL_WIDTH)).join('');
  return [
    heading,
    ...lines.map((line) => {
      const cells = sizes.map((_, at) => (line.milliseconds[at]?.toFixed(2) ?? '').padStart(CELL_WIDTH)).join('');
      const growth = growthOf(line);
      const ratio =
        growth === undefined ? '' : `${growth.toFixed(1).padStart(RATIO_WIDTH)} ×${growth > aim ? '  BEYOND' : ''}`;
      return line.name.slice(0, NAME_WIDTH - 1).padEnd(NAME_WIDTH) + cells + ratio;
    }),
  ];
}
