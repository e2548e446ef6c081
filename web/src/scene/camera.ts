/** A turntable camera: the third Cartesian axis stays upright. */
import type { SceneData } from './data';
import type { Vec } from './cell';

/** The cell's outline is smaller than its enclosing sphere in almost every direction. */
const FIT = 0.93;
const TAN_HALF_FOV = Math.tan((26 * Math.PI) / 360);

export interface Ray { origin: Vec; direction: Vec }
export interface Projection { view: Float32Array; proj: Float32Array; near: number; far: number }

export class Camera {
  yaw = 0;
  pitch = 0;
  target: Vec = [0, 0, 0];
  /** half of the shorter side of the visible window at the target */
  half = 1;
  /** width over height of the picture */
  private aspect = 1;
  perspective = true;

  constructor(private readonly scene: SceneData) {
    this.reset();
  }

  reset(): void {
    this.yaw = -1.05;
    this.pitch = 0.36;
    this.target = [...this.scene.centre];
    this.half = this.scene.reach * FIT;
  }

  rotate(dx: number, dy: number): void {
    this.yaw -= dx;
    this.pitch = Math.max(-Math.PI / 2, Math.min(Math.PI / 2, this.pitch + dy));
  }

  zoom(factor: number): void {
    const r = this.scene.reach;
    this.half = Math.max(r * 0.02, Math.min(r * 6, this.half * factor));
  }

  setAspect(a: number): void {
    if (a > 0) this.aspect = a;
  }

  /** Half of the visible height: a narrow picture still shows its whole width. */
  halfHeight(): number {
    return this.half / Math.min(1, this.aspect);
  }

  /** By fractions of the visible height. */
  pan(dx: number, dy: number): void {
    const { right, up } = this.frame();
    for (let k = 0; k < 3; k++) this.target[k] = this.target[k]! - 2 * this.halfHeight() * (dx * right[k]! - dy * up[k]!);
  }

  /** Looks along a cell vector, from its tip towards its tail. */
  lookAlong(v: Vec): void {
    const n = Math.hypot(...v) || 1;
    this.pitch = Math.asin(Math.max(-1, Math.min(1, v[2] / n)));
    this.yaw = Math.hypot(v[0], v[1]) / n > 1e-6 ? Math.atan2(v[1], v[0]) : -Math.PI / 2;
    this.target = [...this.scene.centre];
    this.half = this.scene.reach * FIT;
  }

  frame(): { right: Vec; up: Vec; back: Vec } {
    const [cp, sp, cy, sy] = [Math.cos(this.pitch), Math.sin(this.pitch), Math.cos(this.yaw), Math.sin(this.yaw)];
    return { right: [-sy, cy, 0], up: [-sp * cy, -sp * sy, cp], back: [cp * cy, cp * sy, sp] };
  }

  private distance(): number {
    return this.halfHeight() / TAN_HALF_FOV;
  }

  private eye(): Vec {
    const { back } = this.frame();
    const d = this.distance();
    return [0, 1, 2].map((k) => this.target[k]! + d * back[k]!) as Vec;
  }

  projection(): Projection {
    const { aspect } = this;
    const { right, up, back } = this.frame();
    const e = this.eye();
    const dot = (a: Vec, b: Vec): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    const c = this.scene.centre;
    const depth = dot(back, e) - dot(back, c);
    const reach = this.scene.reach * 1.02;
    const far = depth + reach;
    const near = this.perspective ? Math.max(depth - reach, Math.max(far, reach) * 0.002) : depth - reach;
    const last = Math.max(far, near + reach * 0.01);
    const view = new Float32Array([
      right[0], up[0], back[0], 0, right[1], up[1], back[1], 0, right[2], up[2], back[2], 0,
      -dot(right, e), -dot(up, e), -dot(back, e), 1,
    ]);
    const proj = new Float32Array(16);
    if (this.perspective) {
      proj[0] = 1 / (aspect * TAN_HALF_FOV);
      proj[5] = 1 / TAN_HALF_FOV;
      proj[10] = -(last + near) / (last - near);
      proj[11] = -1;
      proj[14] = (-2 * last * near) / (last - near);
    } else {
      proj[0] = 1 / (aspect * this.halfHeight());
      proj[5] = 1 / this.halfHeight();
      proj[10] = -2 / (last - near);
      proj[14] = -(last + near) / (last - near);
      proj[15] = 1;
    }
    return { view, proj, near, far: last };
  }

  /** The ray through a point given in −1..1 across the canvas, y upwards. */
  ray(x: number, y: number): Ray {
    const { right, up, back } = this.frame();
    const e = this.eye();
    const h = this.halfHeight();
    const [sx, sy] = [x * this.aspect * h, y * h];
    if (!this.perspective) {
      // Ortho rays start far enough behind the eye plane to meet everything.
      const s = this.scene.reach * 8;
      return {
        origin: [0, 1, 2].map((k) => e[k]! + s * back[k]! + sx * right[k]! + sy * up[k]!) as Vec,
        direction: [-back[0], -back[1], -back[2]],
      };
    }
    const d = [0, 1, 2].map((k) => sx * right[k]! + sy * up[k]! - this.distance() * back[k]!) as Vec;
    const n = Math.hypot(...d);
    return { origin: e, direction: [d[0] / n, d[1] / n, d[2] / n] };
  }
}
