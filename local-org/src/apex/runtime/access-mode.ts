/** Which checks a statement runs under, by its own words, the running class's API version and the sharing keywords on the stack. */
import type { Access, UserContext } from '../../engine/ports.ts';
import type { AccessMode, ContextKind } from './context.ts';

/** What the decision needs of one frame. */
export interface FrameMode {
  readonly kind: 'class' | 'interface' | 'enum' | 'trigger' | 'anonymous';
  readonly apiVersion: number;
  /** The class's keyword, or its superclass's when it has none. */
  readonly sharing: 'with' | 'without' | 'inherited' | 'omitted';
}

/** Since this version classes without keyword share and statements run in user mode ("Versioned behavior changes", Apex Reference). */
export const USER_MODE_VERSION = 67;

/** `frames` innermost first; lazily read. */
export function accessFor(
  mode: AccessMode,
  user: UserContext,
  frames: Iterable<FrameMode>,
  context: ContextKind,
): Access {
  const [first] = frames;
  const asUser =
    mode === 'USER_MODE' ||
    (mode === null && first !== undefined && first.kind !== 'trigger' && first.apiVersion >= USER_MODE_VERSION);
  if (asUser) return { user, crud: true, fls: true, sharing: true };
  return { user, crud: false, fls: false, sharing: sharesIn(frames, context) };
}

function sharesIn(frames: Iterable<FrameMode>, context: ContextKind): boolean {
  let inherits = false;
  for (const frame of frames) {
    // Triggers run without sharing, whatever started them.
    if (frame.kind === 'trigger') return false;
    if (frame.sharing === 'with') return true;
    if (frame.sharing === 'without') return false;
    if (frame.sharing === 'omitted' && frame.apiVersion >= USER_MODE_VERSION) return true;
    inherits = frame.sharing === 'inherited';
  }
  // At the entry point: inherited sharing means with, and Lightning controllers without keyword share too.
  return inherits || context === 'aura';
}
