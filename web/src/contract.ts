/**
 * The data contract between the C++ writer and this page (format 1).
 * The page draws what stands here and derives no physical quantity of its own.
 *
 * Conventions:
 *  - An undefined number is `null` in JSON arrays (NaN inside base64 float32 arrays).
 *  - Base64 arrays are little-endian and unpadded by any header.
 *  - Optional members may be left out or be null.
 *  - Titles, labels, units, names, marks, intros, captions and text understand `T_g`, `q_{6}`,
 *    `10^{-3}` as sub- and superscripts (see richtext.ts). Table cells understand only the forms
 *    with braces; facts are shown verbatim. Nothing is read as HTML.
 */

export type Num = number | null;

export interface Report {
  format: 1;
  title: string;
  subtitle?: string;
  generated?: { program?: string; time?: string };
  sections: Section[];
}

export interface Section {
  id: string;
  title: string;
  /** Plain text; blank lines part paragraphs. */
  intro?: string;
  items: Item[];
}

export type Item = PlotItem | PlotGroupItem | TableItem | FactsItem | TextItem | SceneItem;

/** Columns taken in the two-column grid. Phones always show one column. */
export type Width = 1 | 2;

// ---------------------------------------------------------------- plots

export interface AxisSpec {
  label?: string;
  unit?: string;
  /** Base-10 logarithmic; values that are not positive are then left out. */
  log?: boolean;
  min?: Num;
  max?: Num;
  /** Named ticks in place of numbers: a categorical axis. */
  ticks?: { at: number; label: string }[];
}

export type SeriesStyle = 'line' | 'points' | 'steps' | 'bars' | 'band' | 'cells';

/**
 * "cu", "zr", ... (an element symbol), "cu-zr" (a pair), "total" (the text colour),
 * a palette index 0.. (as number), or any CSS colour.
 */
export type ColorSpec = string | number;

export interface SeriesSpec {
  name: string;
  style: SeriesStyle;
  x: Num[];
  /** May be empty for a band that has only lo and hi. */
  y: Num[];
  /** Absolute bounds, not offsets: error bars for line/points/steps/bars, the fill of a band. */
  lo?: Num[];
  hi?: Num[];
  /** Absolute bounds of horizontal error bars. */
  xlo?: Num[];
  xhi?: Num[];
  /** What each point is: shown under the cursor and in the CSV. */
  labels?: string[];
  color?: ColorSpec;
  /** true, or lengths in pixels such as [6, 4]. */
  dash?: boolean | number[];
  /** bars and steps: n+1 bin edges. Without them bars stand centred on x, steps change half-way. */
  edges?: number[];
  /** cells: width and height of the rectangles around the points, in the units of the axes. */
  cell?: number[];
  /** points: circles of this radius in pixels instead of dots. */
  radius?: number;
}

export interface MarkSpec {
  kind: 'vline' | 'hline';
  at: number;
  label?: string;
}

export interface PlotItem {
  kind: 'plot';
  id: string;
  title?: string;
  caption?: string;
  width?: Width;
  /** Height of the drawing in CSS pixels, 300 if left out. */
  height?: number;
  x: AxisSpec;
  y: AxisSpec;
  series: SeriesSpec[];
  /** Several bar series: drawn over each other or side by side. With edges "overlay", else "group". */
  bars?: 'overlay' | 'group';
  marks?: MarkSpec[];
  /** One unit is as long along x as along y: for maps. */
  equal?: boolean;
}

/** Several plots in one place; one is shown at a time, picked by its title. */
export interface PlotGroupItem {
  kind: 'plot-group';
  id: string;
  title?: string;
  caption?: string;
  width?: Width;
  /** Label of the select box, or of the slider. */
  select?: string;
  /** The plots follow one another, in time or space: a slider with a play button in place of the box. */
  slider?: boolean;
  plots: PlotItem[];
}

// ---------------------------------------------------------------- tables, facts, text

export interface ColumnSpec {
  label: string;
  unit?: string;
  align?: 'left' | 'right';
  /** Digits after the decimal point; up to six significant digits if left out. */
  digits?: number;
  /** Cells are tinted by their value: blue towards -shade, orange towards shade. */
  shade?: number;
}

export interface IntervalCell {
  value: Num;
  lo: Num;
  hi: Num;
  /** In place of the column's digits, for columns of mixed quantities. */
  digits?: number;
}

export type Cell = string | number | null | IntervalCell;

export interface TableItem {
  kind: 'table';
  id: string;
  title?: string;
  caption?: string;
  width?: Width;
  columns: ColumnSpec[];
  rows: Cell[][];
}

export interface FactsItem {
  kind: 'facts';
  id: string;
  title?: string;
  width?: Width;
  rows: [string, string][];
}

export interface TextItem {
  kind: 'text';
  id: string;
  title?: string;
  text: string;
  tone?: 'note' | 'warning';
}

// ---------------------------------------------------------------- scene

export interface SpeciesSpec {
  name: string;
  /** In the unit of the positions. */
  radius: number;
  color?: ColorSpec;
}

export interface FieldSpec {
  name: string;
  unit?: string;
  /** float32, N values; NaN is undefined and drawn grey. */
  values: string;
  /** Suggested colour range; the finite range of the values if left out. */
  lo?: Num;
  hi?: Num;
  map?: 'sequential' | 'diverging';
}

export interface SceneItem {
  kind: 'scene';
  id: string;
  title?: string;
  caption?: string;
  /** Cell vectors a, b, c one after another. */
  cell: number[];
  origin?: number[];
  /** float32, 3N values. */
  positions: string;
  /** uint8, N values: index into species. */
  types: string;
  /** int32, N values; 1..N if left out. */
  ids?: string;
  species: SpeciesSpec[];
  fields?: FieldSpec[];
  /** Unit of positions and cell, "Å" if left out. */
  unit?: string;
  /** What is shown first; the name of a field, or the species if left out. */
  colorBy?: string;
  /** Drawn radius over given radius, 0.8 if left out. */
  radiusScale?: number;
}
