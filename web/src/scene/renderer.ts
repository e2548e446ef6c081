/** Draws a scene with WebGL 2: atoms into a colour and depth buffer, then the shaded picture. */
import {
  createBufferInfoFromArrays, createProgramInfo, createVertexArrayInfo, drawBufferInfo, setAttribInfoBufferFromArray,
  setBuffersAndAttributes, setUniforms, type BufferInfo, type ProgramInfo, type VertexArrayInfo,
} from 'twgl.js';
import type { Camera } from './camera';
import type { SceneData } from './data';
import type { SceneState } from './state';
import { ATOM_FS, ATOM_VS, EDGE_FS, EDGE_VS, SHADE_FS, SHADE_VS } from './shaders';

const QUAD = { numComponents: 2, data: new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]) };

interface Mesh { program: ProgramInfo; buffers: BufferInfo; vao: VertexArrayInfo }

export interface Look { paper: [number, number, number]; ink: [number, number, number] }

export class Renderer {
  private atoms!: Mesh;
  private shade!: Mesh;
  private edges!: Mesh;
  private frame!: WebGLFramebuffer;
  private colors!: WebGLTexture;
  private depths!: WebGLTexture;
  private width = 0;
  private height = 0;

  private constructor(private readonly gl: WebGL2RenderingContext, private readonly d: SceneData) {
    this.build();
  }

  /** null where WebGL 2 is missing. */
  static create(canvas: HTMLCanvasElement, d: SceneData): Renderer | null {
    // The buffer is kept so that printing shows the picture.
    const gl = canvas.getContext('webgl2', { antialias: false, alpha: false, preserveDrawingBuffer: true });
    return gl ? new Renderer(gl, d) : null;
  }

  /** Called again after a lost context came back. */
  build(): void {
    const { gl, d } = this;
    const mesh = (vs: string, fs: string, arrays: Parameters<typeof createBufferInfoFromArrays>[1]): Mesh => {
      const program = createProgramInfo(gl, [vs, fs], (message) => {
        throw new Error(`shader: ${message}`);
      });
      const buffers = createBufferInfoFromArrays(gl, arrays);
      return { program, buffers, vao: createVertexArrayInfo(gl, program, buffers) };
    };
    const radius = new Float32Array(d.n);
    for (let i = 0; i < d.n; i++) radius[i] = d.species[d.types[i]!]!.radius;
    const m = d.cell.edges;
    const from = new Float32Array(m.length / 2);
    const to = new Float32Array(m.length / 2);
    for (let e = 0; e < m.length / 6; e++) {
      from.set(m.subarray(6 * e, 6 * e + 3), 3 * e);
      to.set(m.subarray(6 * e + 3, 6 * e + 6), 3 * e);
    }
    this.atoms = mesh(ATOM_VS, ATOM_FS, {
      corner: QUAD,
      position: { numComponents: 3, data: d.positions.subarray(0, 3 * d.n), divisor: 1 },
      radius: { numComponents: 1, data: radius, divisor: 1 },
      color: { numComponents: 4, data: new Uint8Array(4 * d.n), divisor: 1, normalize: true, drawType: gl.DYNAMIC_DRAW },
    });
    this.shade = mesh(SHADE_VS, SHADE_FS, { corner: QUAD });
    this.edges = mesh(EDGE_VS, EDGE_FS, {
      corner: QUAD,
      from: { numComponents: 3, data: from, divisor: 1 },
      to: { numComponents: 3, data: to, divisor: 1 },
    });
    this.frame = gl.createFramebuffer()!;
    this.colors = gl.createTexture()!;
    this.depths = gl.createTexture()!;
    this.width = this.height = 0;
  }

  setColors(rgba: Uint8Array): void {
    setAttribInfoBufferFromArray(this.gl, this.atoms.buffers.attribs!['color']!, rgba);
  }

  /** A test for whether all that was asked for so far has been drawn. */
  fence(): () => boolean {
    const { gl } = this;
    const sync = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    gl.flush();
    return () => {
      if (!sync || gl.isContextLost()) return true;
      if (gl.clientWaitSync(sync, 0, 0) === gl.TIMEOUT_EXPIRED) return false;
      gl.deleteSync(sync);
      return true;
    };
  }

  maxSize(): number {
    return Math.min(this.gl.getParameter(this.gl.MAX_TEXTURE_SIZE) as number, 8192);
  }

  private fit(w: number, h: number): void {
    if (w === this.width && h === this.height) return;
    const { gl } = this;
    this.width = w;
    this.height = h;
    const texture = (t: WebGLTexture, internal: number, format: number, type: number): void => {
      gl.bindTexture(gl.TEXTURE_2D, t);
      gl.texImage2D(gl.TEXTURE_2D, 0, internal, w, h, 0, format, type, null);
      for (const p of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, p, gl.NEAREST);
      for (const p of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, p, gl.CLAMP_TO_EDGE);
    };
    texture(this.colors, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE);
    texture(this.depths, gl.DEPTH_COMPONENT24, gl.DEPTH_COMPONENT, gl.UNSIGNED_INT);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.frame);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, this.colors, 0);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.DEPTH_ATTACHMENT, gl.TEXTURE_2D, this.depths, 0);
  }

  private run(m: Mesh, uniforms: Record<string, unknown>, instances?: number): void {
    const { gl } = this;
    gl.useProgram(m.program.program);
    setBuffersAndAttributes(gl, m.program, m.vao);
    setUniforms(m.program, uniforms);
    drawBufferInfo(gl, m.vao, gl.TRIANGLE_STRIP, 4, 0, instances);
  }

  draw(cam: Camera, s: SceneState, look: Look, ratio: number): void {
    const { gl, d } = this;
    if (gl.isContextLost()) return;
    const [w, h] = [gl.drawingBufferWidth, gl.drawingBufferHeight];
    this.fit(w, h);
    cam.setAspect(w / h);
    const p = cam.projection();
    const shared = { view: p.view, proj: p.proj, perspective: cam.perspective };

    gl.bindFramebuffer(gl.FRAMEBUFFER, this.frame);
    gl.viewport(0, 0, w, h);
    gl.disable(gl.BLEND);
    gl.enable(gl.DEPTH_TEST);
    gl.depthMask(true);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    if (d.n > 0) this.run(this.atoms, { ...shared, scale: s.radius, picked: s.picked }, d.n);

    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.disable(gl.DEPTH_TEST);
    const middle = (p.near + p.far) / 2;
    const size = d.species.reduce((r, q) => Math.max(r, q.radius), 0) || 1;
    const spread = 0.55 * size * s.radius * (h / (2 * cam.halfHeight()));
    const px = Math.max(1.2 * ratio, Math.min(9 * ratio, spread));
    this.run(this.shade, {
      colors: this.colors, depths: this.depths, pixel: [px / w, px / h], near: p.near, far: p.far,
      perspective: cam.perspective, size: 1.6 * size, paper: look.paper,
      fogFrom: middle - 0.35 * d.reach, fogTo: p.far,
    });
    if (s.box && d.cell.given) {
      gl.enable(gl.BLEND);
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
      this.run(this.edges, {
        ...shared, near: p.near, depths: this.depths, screen: [w, h], viewport: [w / 2, h / 2],
        width: 0.75 * ratio, ink: look.ink,
      }, d.cell.edges.length / 6);
    }
  }
}
