// Writes a synthetic but realistic report as JSON: node sample/make-sample.mjs [OUT.json] [ATOMS]
import { writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { coolingPlot, descriptorGroup, filmOfMaps, pairPlot, relaxationPlot, scatterPlot, voronoiPlot } from './plots.mjs';
import { makeScene } from './scene.mjs';

const ci = (value, h, digits) => ({ value, lo: value - h, hi: value + h, ...(digits === undefined ? {} : { digits }) });

export function makeSample({ atoms = 1500 } = {}) {
  return {
    format: 1,
    title: 'Cu_{64}Zr_{36} metallic glass',
    subtitle: 'Structure, local order and dynamics of a melt-quenched glass, 10 K/ns, embedded-atom potential',
    generated: { program: 'glasscape 0.1.0', time: '2025-01-15T09:30:00Z' },
    sections: [
      {
        id: 'glass', title: 'The glass',
        intro: 'A melt of 1500 atoms was held at 2000 K and cooled to 300 K at constant rate under zero pressure. Every figure below is made from the same run.\n\nBars and brackets are 95 % bootstrap intervals over independent runs unless a caption says otherwise.',
        items: [
          makeScene({ n: atoms }),
          coolingPlot(),
          voronoiPlot(),
          {
            kind: 'table', id: 'summary', title: 'State of the glass at 300 K', caption: 'Experiment: amorphous ribbons of the same composition.',
            columns: [{ label: 'quantity' }, { label: 'value', digits: 3 }, { label: 'experiment' }, { label: 'unit' }],
            rows: [['glass transition temperature', ci(690.2, 11.4, 0), 737, 'K'], ['mass density', ci(7.982, 0.014), 7.93, 'g/cm³'], ['mean coordination of Cu', ci(11.42, 0.05, 2), null, ''], ['mean coordination of Zr', ci(14.71, 0.06, 2), null, ''], ['icosahedral share of Cu', ci(0.148, 0.01), null, ''], ['potential energy', ci(-4.971, 0.002), null, 'eV/atom']],
          },
        ],
      },
      {
        id: 'structure', title: 'Pair structure and local order', intro: 'Distances are taken under periodic boundaries; the cut-off r_c is the first minimum of the total g(r).',
        items: [pairPlot(), descriptorGroup(), filmOfMaps(), scatterPlot(),
          { kind: 'text', id: 'order-note', tone: 'note', text: 'Correlations with local order are weak for single atoms and clear for averages: order says where motion is likely, not which atom moves.' }],
      },
      {
        id: 'dynamics', title: 'Dynamics',
        items: [relaxationPlot(),
          {
            kind: 'table', id: 'relaxation-times', title: 'Relaxation times', width: 1, caption: 'From the fits on the left; no value where the run was shorter than three relaxation times.',
            columns: [{ label: 'T', unit: 'K', digits: 0 }, { label: 'τ_α', unit: 'ps', digits: 1 }, { label: 'β', digits: 2 }],
            rows: [[800, null, null], [900, { value: 421.3, lo: 388.0, hi: 459.1 }, ci(0.61, 0.03)], [1000, { value: 48.2, lo: 46.1, hi: 50.4 }, ci(0.62, 0.02)], [1200, { value: 5.21, lo: 5.08, hi: 5.33 }, ci(0.63, 0.02)]],
          },
          { kind: 'text', id: 'short-runs', tone: 'warning', text: 'At 800 K the run is shorter than the relaxation time, so the liquid has not come to equilibrium there.' }],
      },
      {
        id: 'provenance', title: 'Provenance',
        items: [{
          kind: 'facts', id: 'facts', title: 'How this report was made',
          rows: [['program', 'glasscape 0.1.0 (gcc 14.2, Release)'], ['input', 'cu64zr36.lammpstrj'], ['input SHA-256', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'], ['random seed', '20240117'], ['bootstrap draws', '2000'], ['command', 'glasscape report cu64zr36.lammpstrj --seed 20240117 -o report.html']],
        }],
      },
    ],
  };
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const out = argv[2] ?? fileURLToPath(new URL('../dist/sample.json', import.meta.url));
  writeFileSync(out, JSON.stringify(makeSample({ atoms: Number(argv[3] ?? 1500) })));
  console.log(out);
}
