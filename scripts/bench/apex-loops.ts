/** The same loops in Apex and in JavaScript. Both give a number that must be equal. */

export interface Loop {
  readonly name: string;
  /** A static method `run(Integer n)` of Integer. */
  readonly apex: string;
  readonly plain: (n: number) => number;
}

export const loops: readonly Loop[] = [
  {
    name: 'Integer arithmetic',
    apex: `Integer total = 0;
    for (Integer i = 0; i < n; i++) {
      Integer x = i * 31 + 7;
      if (Math.mod(x, 3) == 0) {
        total += x;
      } else {
        total -= i / 2;
      }
    }
    return total;`,
    plain: (n) => {
      let total = 0;
      for (let i = 0; i < n; i += 1) {
        const x = (Math.imul(i, 31) + 7) | 0;
        if (x % 3 === 0) total = (total + x) | 0;
        else total = (total - Math.trunc(i / 2)) | 0;
      }
      return total;
    },
  },
  {
    name: 'lists',
    apex: `List<Integer> numbers = new List<Integer>();
    for (Integer i = 0; i < n; i++) {
      numbers.add(i);
    }
    Integer total = 0;
    for (Integer one : numbers) {
      total += one;
    }
    for (Integer i = 0; i < numbers.size(); i++) {
      total += numbers[i];
    }
    return total;`,
    plain: (n) => {
      const numbers: number[] = [];
      for (let i = 0; i < n; i += 1) numbers.push(i);
      let total = 0;
      for (const one of numbers) total = (total + one) | 0;
      for (const one of numbers) total = (total + one) | 0;
      return total;
    },
  },
  {
    name: 'maps of strings',
    apex: `Map<String, Integer> counts = new Map<String, Integer>();
    for (Integer i = 0; i < n; i++) {
      String key = 'k' + Math.mod(i, 1000);
      if (counts.containsKey(key)) {
        counts.put(key, counts.get(key) + 1);
      } else {
        counts.put(key, 1);
      }
    }
    Integer total = 0;
    for (String key : counts.keySet()) {
      total += counts.get(key) * key.length();
    }
    return total;`,
    plain: (n) => {
      const counts = new Map<string, number>();
      for (let i = 0; i < n; i += 1) {
        const key = `k${i % 1000}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      let total = 0;
      for (const [key, count] of counts) total = (total + Math.imul(count, key.length)) | 0;
      return total;
    },
  },
  {
    name: 'method calls and objects',
    apex: `Counter counter = new Counter();
    for (Integer i = 0; i < n; i++) {
      counter.add(i);
    }
    return counter.total;`,
    plain: (n) => {
      const counter = {
        total: 0,
        add(i: number): void {
          this.total = (this.total + i) | 0;
        },
      };
      for (let i = 0; i < n; i += 1) counter.add(i);
      return counter.total;
    },
  },
];

/** A class with one method per loop (`loop0`, `loop1` …). */
export const loopClass = (): string =>
  `public class Loops {
  class Counter {
    Integer total = 0;
    void add(Integer i) {
      total += i;
    }
  }
${loops.map(({ apex }, index) => `  public static Integer loop${String(index)}(Integer n) {\n    ${apex}\n  }`).join('\n')}
}`;
