/**
 * Colours and type of the report, once for light and once for dark. Pictures name classes only; the page or the file
 * that holds them brings this style.
 * The two sides are blue and orange of the Okabe-Ito palette, which people with any colour blindness can tell apart
 * (M. Okabe, K. Ito, "Color Universal Design", 2008).
 */

const LIGHT = {
  paper: '#ffffff',
  ink: '#1b1f24',
  quiet: '#59636e',
  rule: '#d5dae0',
  field: '#f3f5f7',
  first: '#0072b2',
  second: '#c04f00',
  mark: '#1b1f24',
  heat: '#3f1a6b',
} as const;

const DARK: Readonly<Record<keyof typeof LIGHT, string>> = {
  paper: '#12161b',
  ink: '#e7ebef',
  quiet: '#a3adb8',
  rule: '#353d46',
  field: '#1b2128',
  first: '#56b4e9',
  second: '#f0913a',
  mark: '#e7ebef',
  heat: '#dccbff',
};

function variables(colours: Readonly<Record<string, string>>): string {
  return Object.entries(colours)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');
}

const CLASSES = `
.picture{font-family:system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;font-size:12px;max-width:100%;height:auto}
.picture text{fill:var(--ink)}
.picture .quiet{fill:var(--quiet)}
.picture .small{fill:var(--quiet);font-size:11px}
.picture .strong{font-weight:600}
.paper{fill:var(--paper)}
.field{fill:var(--field);stroke:var(--rule)}
.axis{stroke:var(--quiet);fill:none}
.grid{stroke:var(--rule);fill:none}
.line{fill:none;stroke-width:1.6;stroke-linejoin:round}
.first{stroke:var(--first)}
.second{stroke:var(--second)}
.fill-first{fill:var(--first)}
.fill-second{fill:var(--second)}
.fill-quiet{fill:var(--quiet)}
.fill-ink{fill:var(--ink)}
.stroke-quiet{stroke:var(--quiet)}
.heat{fill:var(--heat)}
.dot{stroke:none}
.soft{opacity:.16}
.trail{fill:none;stroke-width:1.5;opacity:.4;stroke-linecap:round;stroke-linejoin:round}
.ring{fill:none;stroke-width:2.5}
.rim{fill:none;stroke:var(--rule);stroke-width:2.5}
.bar{stroke-width:2;fill:none}
.mark{stroke:var(--mark);stroke-dasharray:5 4;fill:none}
.cross{stroke-width:2;fill:none;stroke-linecap:round}
.picked{fill:none;stroke:var(--ink);stroke-width:1.6}
.pointer{fill:none;stroke:var(--ink);stroke-width:1.6;stroke-linecap:round}
.edge{stroke:var(--paper);stroke-width:1}
.hollow{fill:var(--paper);stroke-width:2}
.picture .large{font-size:17px;font-weight:600}
.picture .head{font-size:13px;font-weight:600}
.picture .number{font-variant-numeric:tabular-nums}
.picture .name-first{fill:var(--first)}
.picture .name-second{fill:var(--second)}
.picture .name-quiet{fill:var(--quiet)}
.picture .rank{font-size:11px;font-weight:700;stroke:var(--paper);stroke-width:3px;paint-order:stroke}
.picture .inside{fill:var(--paper);font-size:8px;font-weight:600;letter-spacing:-.4px}
.picture .letter{font-size:8px;font-weight:600;letter-spacing:-.4px}
`;

/** The custom properties and classes that pictures use, with dark colours where the reader prefers them. */
export const PICTURE_STYLE = `:root{color-scheme:light dark;${variables(LIGHT)}}
@media (prefers-color-scheme:dark){:root{${variables(DARK)}}}
${CLASSES}`;

/** The page around the pictures. */
export const PAGE_STYLE = `
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif}
main{max-width:928px;margin:0 auto;padding:32px 20px 64px}
h1{font-size:26px;line-height:1.25;margin:0 0 8px}
h2{font-size:20px;margin:40px 0 12px}
h3{font-size:16px;margin:24px 0 8px}
figure{margin:0 0 20px}
figcaption,p,summary{color:var(--quiet);font-size:14px}
figcaption{margin-top:8px;max-width:75ch}
.pictures{display:flex;flex-wrap:wrap;gap:20px 14px}
dl{display:grid;grid-template-columns:minmax(120px,200px) 1fr;gap:4px 16px;margin:0;font-size:14px}
dt{color:var(--quiet)}
dd{margin:0;overflow-wrap:anywhere}
.wide{overflow-x:auto}
table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:4px 11px 4px 0;border-bottom:1px solid var(--rule);white-space:nowrap}
th{color:var(--quiet);font-weight:500;white-space:normal;vertical-align:bottom}
td.number{text-align:right}
details{margin:8px 0}
`;
