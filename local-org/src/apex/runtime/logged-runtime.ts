/**
 * The runtime of a transaction whose debug log is kept: it tells of methods and constructors (Help, "Debug Log Details": METHOD_ENTRY and
 * its kin, Apex Code at FINE) and lets trace flags of classes and triggers set their own levels while their code runs (Apex Developer
 * Guide, "Debug Log Order of Precedence"). Transactions without a log run in `ApexRuntime`, which does not pay for this.
 */
import type { LogLevels } from './debug-log.ts';
import type { FrameInfo } from './emitted.ts';
import { ApexRuntime } from './runtime.ts';

/** A class or trigger as it is deployed. */
interface TracedUnit {
  readonly id: string;
  /** Its own levels; null when no trace flag names it. */
  readonly levels: LogLevels | null;
}

const CONSTRUCTOR = '<init>(';

export class LoggedRuntime extends ApexRuntime {
  private readonly units = new Map<string, TracedUnit>();
  /** Classes whose first use was told. */
  private readonly used = new Set<string>();

  override enter(frame: FrameInfo): void {
    const { line } = this;
    super.enter(frame);
    this.useLevelsOf(frame);
    if (frame.signature === '' || !this.tellsMethods()) return;
    const { id } = this.unitOf(frame);
    this.firstUse(frame, id);
    const place = `[${String(line)}]`;
    if (frame.signature.startsWith(CONSTRUCTOR))
      this.debugLog?.write('CONSTRUCTOR_ENTRY', place, id, frame.signature, frame.className);
    else this.debugLog?.write('METHOD_ENTRY', place, id, frame.signature);
  }

  override leave(): void {
    const left = this.frames[this.depth];
    super.leave();
    this.left(left);
  }

  override exit<T>(value: T): T {
    const left = this.frames[this.depth];
    super.exit(value);
    this.left(left);
    return value;
  }

  override unwind(depth: number): void {
    const moved = depth !== this.depth;
    super.unwind(depth);
    if (moved) this.useLevelsOf(this.frames[depth]);
  }

  /** Methods that an exception ends are not told to end, as on the platform. */
  private left(frame: FrameInfo | undefined): void {
    if (frame !== undefined && frame.signature !== '' && this.tellsMethods()) {
      const { id } = this.unitOf(frame);
      const place = `[${String(this.line)}]`;
      if (frame.signature.startsWith(CONSTRUCTOR))
        this.debugLog?.write('CONSTRUCTOR_EXIT', place, id, frame.signature, frame.className);
      else this.debugLog?.write('METHOD_EXIT', place, id, frame.signature);
    }
    this.useLevelsOf(this.frames[this.depth]);
  }

  private tellsMethods(): boolean {
    return this.debugLog?.wants('APEX_CODE', 'FINE') ?? false;
  }

  /** The first use of a class reads as a method of the class's own name: `METHOD_ENTRY|[1]|01p…|Foo.Foo()`. */
  private firstUse({ className }: FrameInfo, id: string): void {
    if (this.used.has(className)) return;
    this.used.add(className);
    const simple = className.slice(className.lastIndexOf('.') + 1);
    this.debugLog?.write('METHOD_ENTRY', '[1]', id, `${className}.${simple}()`);
    this.debugLog?.write('METHOD_EXIT', '[1]', className);
  }

  private useLevelsOf(frame: FrameInfo | undefined): void {
    if (this.debugLog !== null)
      this.debugLog.override = frame === undefined || this.depth === 0 ? null : this.unitOf(frame).levels;
  }

  private unitOf({ label, className }: FrameInfo): TracedUnit {
    const table = label.startsWith('Trigger.') ? 'ApexTrigger' : 'ApexClass';
    const [outer = className] = className.split('.');
    const key = `${table} ${outer}`;
    let unit = this.units.get(key);
    if (unit === undefined) {
      const row = this.parts.store.get(`SELECT "Id" AS id FROM "${table}" WHERE "Name" = ?`, outer);
      const id = row === undefined ? '' : String(row['id']);
      unit = { id, levels: id === '' ? null : (this.parts.tracedLevels?.(id) ?? null) };
      this.units.set(key, unit);
    }
    return unit;
  }
}
