/** The size of this thread's JavaScript heap. */
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes in use, with garbage that was not collected yet. */
export const liveHeap = (): number => getHeapStatistics().used_heap_size;

let collect: (() => void) | null = null;

/** Bytes in use after collecting what nobody can reach: some milliseconds of work. */
export function reachableHeap(): number {
  if (collect === null) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
  return liveHeap();
}
