/**
 * When to draw, and how sharply. One frame is under way at a time; while the view moves the sampling
 * is lowered until frames are quick, and it is drawn sharp again once the view rests.
 */
const QUICK_MS = 60;
const PATIENCE_MS = 1500;
const REST_MS = 250;

export class Pace {
  private moving = false;
  private busy = false;
  private again = false;
  private queued = false;
  private rest = 0;
  /** samples per CSS pixel in each direction */
  private moveRatio = 2;
  private stillRatio = 3;

  /** draw returns a test for completion, or null if there was nothing to draw on. */
  constructor(private readonly tell: (idle: boolean) => void, private readonly draw: () => (() => boolean) | null) {
    tell(true);
  }

  ratio(): number {
    const sharp = Math.min(this.stillRatio, Math.max(2, Math.min(3, window.devicePixelRatio || 1)));
    return this.moving ? Math.min(this.moveRatio, sharp) : sharp;
  }

  ask(): void {
    this.tell(false);
    if (this.busy) {
      this.again = true;
      return;
    }
    if (this.queued) return;
    this.queued = true;
    requestAnimationFrame(() => this.start());
  }

  move(): void {
    this.moving = true;
    clearTimeout(this.rest);
    this.ask();
  }

  private start(): void {
    this.queued = false;
    const began = performance.now();
    const done = this.draw();
    if (!done) {
      this.finish();
      return;
    }
    this.busy = true;
    const poll = (): void => {
      if (!done()) {
        setTimeout(poll, 4);
        return;
      }
      this.judge(performance.now() - began);
      this.finish();
    };
    // Completion is only reported between tasks.
    setTimeout(poll, 0);
  }

  private judge(took: number): void {
    if (this.moving) {
      if (took > QUICK_MS && this.moveRatio > 0.5) this.moveRatio = this.moveRatio > 1 ? 1 : 0.5;
    } else if (took > PATIENCE_MS) this.stillRatio = 1;
  }

  private finish(): void {
    this.busy = false;
    if (this.again) {
      this.again = false;
      this.ask();
    } else if (this.moving) {
      clearTimeout(this.rest);
      this.rest = window.setTimeout(() => {
        this.moving = false;
        this.ask();
      }, REST_MS);
    } else this.tell(true);
  }
}
