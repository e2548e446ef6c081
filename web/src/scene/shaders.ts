/**
 * Atoms are quads on which each fragment meets its sphere exactly, with true normal and depth.
 * A second pass shades creases from the depth buffer and lays the cell edges in front or behind.
 */
export const ATOM_VS = `#version 300 es
in vec2 corner;
in vec3 position;
in float radius;
in vec4 color;
uniform mat4 view;
uniform mat4 proj;
uniform float scale;
uniform bool perspective;
uniform int picked;
out vec3 vPoint;
flat out vec3 vCentre;
flat out float vRadius;
flat out vec3 vColor;
flat out float vPicked;
void main() {
  vec4 c = view * vec4(position, 1.0);
  float r = radius * scale;
  vCentre = c.xyz;
  vRadius = r;
  vColor = color.rgb;
  vPicked = gl_InstanceID == picked ? 1.0 : 0.0;
  if (color.a < 0.5) { gl_Position = vec4(2.0, 2.0, 2.0, 1.0); return; }
  vec3 p;
  if (perspective) {
    float d2 = dot(c.xyz, c.xyz);
    if (c.z > -r || d2 <= r * r * 1.05) { gl_Position = vec4(2.0, 2.0, 2.0, 1.0); return; }
    vec3 n = c.xyz / sqrt(d2);
    vec3 u = normalize(cross(n, vec3(0.0, 1.0, 0.0)) + vec3(1e-6, 0.0, 0.0));
    vec3 v = cross(u, n);
    float s = r * sqrt(d2 / (d2 - r * r)) * 1.01;
    p = c.xyz + s * (corner.x * u + corner.y * v);
  } else {
    p = c.xyz + vec3(corner * r * 1.01, 0.0);
  }
  vPoint = p;
  gl_Position = proj * vec4(p, 1.0);
}`;

export const ATOM_FS = `#version 300 es
precision highp float;
in vec3 vPoint;
flat in vec3 vCentre;
flat in float vRadius;
flat in vec3 vColor;
flat in float vPicked;
uniform mat4 proj;
uniform bool perspective;
out vec4 result;
void main() {
  vec3 dir = perspective ? normalize(vPoint) : vec3(0.0, 0.0, -1.0);
  vec3 from = perspective ? vec3(0.0) : vec3(vPoint.xy, vCentre.z + 2.0 * vRadius);
  vec3 oc = from - vCentre;
  float b = dot(oc, dir);
  float h = b * b - dot(oc, oc) + vRadius * vRadius;
  if (h < 0.0) discard;
  vec3 hit = from + dir * (-b - sqrt(h));
  vec3 n = (hit - vCentre) / vRadius;
  vec4 clip = proj * vec4(hit, 1.0);
  gl_FragDepth = clamp(0.5 + 0.5 * clip.z / clip.w, 0.0, 1.0);
  vec3 key = normalize(vec3(-0.45, 0.65, 0.75));
  float lit = 0.5 + 0.5 * dot(n, key);
  float facing = clamp(dot(n, -dir), 0.0, 1.0);
  float gloss = pow(max(dot(n, normalize(key - dir)), 0.0), 48.0);
  vec3 base = pow(vColor, vec3(2.2));
  vec3 c = base * (0.24 + 0.92 * lit * lit) * (0.55 + 0.45 * smoothstep(0.0, 0.45, facing)) + 0.13 * gloss;
  if (vPicked > 0.5) c = mix(c, vec3(facing < 0.62 ? 0.0 : 1.0), facing < 0.62 ? 0.85 : 0.35);
  result = vec4(pow(c, vec3(1.0 / 2.2)), 1.0);
}`;

export const SHADE_VS = `#version 300 es
in vec2 corner;
out vec2 uv;
void main() {
  uv = 0.5 + 0.5 * corner;
  gl_Position = vec4(corner, 0.0, 1.0);
}`;

export const SHADE_FS = `#version 300 es
precision highp float;
precision highp sampler2D;
in vec2 uv;
uniform sampler2D colors;
uniform sampler2D depths;
uniform vec2 pixel;
uniform float near;
uniform float far;
uniform bool perspective;
uniform float size;
uniform float fogFrom;
uniform float fogTo;
uniform vec3 paper;
out vec4 result;
float away(vec2 at) {
  float d = texture(depths, at).r;
  return perspective ? near * far / (far - d * (far - near)) : near + d * (far - near);
}
void main() {
  float d = texture(depths, uv).r;
  if (d >= 1.0) { result = vec4(paper, 1.0); return; }
  float z = away(uv);
  float shade = 0.0;
  // Interleaved gradient noise turns the sampling circle, which breaks up contours of its few samples.
  float noise = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715))));
  for (int i = 0; i < 16; i++) {
    float a = (float(i) + noise) * 2.399963;
    float reach = 0.35 + 2.2 * (float(i) + noise) / 16.0;
    vec2 q = uv + vec2(cos(a), sin(a)) * pixel * reach;
    float dz = z - away(q);
    // Atoms far in front only darken a thin rim; close ones shade the crease between them.
    float w = dz < size ? dz / size : mix(1.0, 0.25, smoothstep(size, 4.0 * size, dz));
    shade += max(w, 0.0) * (1.4 - 0.45 * reach / 1.3);
  }
  float fog = 0.42 * smoothstep(fogFrom, fogTo, z);
  vec3 c = texture(colors, uv).rgb * exp(-0.085 * shade);
  result = vec4(mix(c, paper, fog), 1.0);
}`;

export const EDGE_VS = `#version 300 es
in vec2 corner;
in vec3 from;
in vec3 to;
uniform mat4 view;
uniform mat4 proj;
uniform vec2 viewport;
uniform float width;
uniform float near;
uniform bool perspective;
out float vDepth;
void main() {
  vec3 a = (view * vec4(from, 1.0)).xyz;
  vec3 b = (view * vec4(to, 1.0)).xyz;
  if (perspective) {
    float lim = -near;
    if (a.z > lim && b.z > lim) { gl_Position = vec4(2.0, 2.0, 2.0, 1.0); return; }
    if (a.z > lim) a = mix(a, b, (a.z - lim) / (a.z - b.z));
    if (b.z > lim) b = mix(b, a, (b.z - lim) / (b.z - a.z));
  }
  vec4 pa = proj * vec4(a, 1.0);
  vec4 pb = proj * vec4(b, 1.0);
  vec2 sa = pa.xy / pa.w * viewport;
  vec2 sb = pb.xy / pb.w * viewport;
  vec2 along = sb - sa;
  float len = max(length(along), 1e-4);
  vec2 side = vec2(-along.y, along.x) / len;
  vec4 p = corner.x < 0.0 ? pa : pb;
  vec2 s = (corner.x < 0.0 ? sa : sb) + side * corner.y * width;
  gl_Position = vec4(s / viewport * p.w, p.z, p.w);
  vDepth = 0.5 + 0.5 * p.z / p.w;
}`;

export const EDGE_FS = `#version 300 es
precision highp float;
precision highp sampler2D;
in float vDepth;
uniform sampler2D depths;
uniform vec2 screen;
uniform vec3 ink;
out vec4 result;
void main() {
  float d = texture(depths, gl_FragCoord.xy / screen).r;
  float alpha = gl_FragCoord.z <= d + 1e-5 ? 0.8 : 0.14;
  result = vec4(ink * alpha, alpha);
}`;
