"""How the page of a backtest looks: light and dark, wide and narrow, on a screen and on paper."""

STYLE = """
:root {
  color-scheme: light dark;
  --page: #fbfaf8; --ink: #1d1c1a; --quiet: #5f5b54; --line: #dedad2; --field: #f2efe9; --bar: #4a6784;
  --usual: #b4502f; --link: #1f5385; --blind: #d9d3c7; --critical: #a3190f; --warning: #8a5a00; --notice: #35607f;
  --good: #2c6b3f; --focus: #1f6feb;
}
@media (prefers-color-scheme: dark) { :root {
  --page: #16171a; --ink: #e6e3dd; --quiet: #a3a099; --line: #33353a; --field: #202226; --bar: #7f9fbf;
  --usual: #e08a68; --link: #8ab8e6; --blind: #3b3d43; --critical: #ff8a80; --warning: #e2b04a; --notice: #8fb6d6;
  --good: #7cc795; --focus: #79b0ff;
} }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; max-width: 72rem; padding: 1.4rem 1.25rem 4rem; background: var(--page); color: var(--ink);
  font: 15px/1.45 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
h1, h2, h3, p, ol, ul, dl, dd, figure { margin: 0; padding: 0; }
h1 { font-size: 1.6rem; letter-spacing: -.01em; line-height: 1.2; }
h2 { font-size: 1.2rem; } h3 { font-size: .95rem; }
a { color: var(--link); text-underline-offset: .15em; text-decoration-thickness: 1px; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 2px; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: .5rem; background: var(--page); padding: .4rem .8rem; }
.quiet, .lead { color: var(--quiet); } .lead { padding: .4rem 0 0; max-width: 46rem; }
#numbers { display: flex; flex-wrap: wrap; gap: .6rem 2.4rem; padding: 1.2rem 0; }
#numbers div { display: flex; flex-direction: column-reverse; }
#numbers dt { color: var(--quiet); } #numbers dd { font-size: 1.9rem; line-height: 1.15; font-weight: 600; }
#numbers .bad dd, .bad { color: var(--critical); }
td.bad, .verdict { font-weight: 650; }
.key { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; color: var(--quiet); font-size: .88rem; padding: 1rem 0 0; }
.key li { display: flex; gap: .5rem; align-items: center; } .key i { flex: none; width: 1.1rem; height: .8rem; }
.key .k-bar { background: var(--bar); width: .5rem; } .key .k-usual { height: 0; border-top: 2px solid var(--usual); }
.key .k-blind { background: var(--blind); } .key .k-found { background: var(--good); } .key .k-missed { background: var(--critical); } .key .k-band { background: color-mix(in srgb, var(--critical) 20%, transparent); border-top: 3px solid var(--critical); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .34rem .9rem .34rem 0; border-bottom: 1px solid var(--line); font-weight: 400; vertical-align: top; }
thead th { color: var(--quiet); font-size: .88rem; white-space: nowrap; }
th:last-child, td:last-child { padding-right: 0; } tbody th { min-width: 9.5rem; }
.n { text-align: right; white-space: nowrap; }
caption { text-align: left; color: var(--quiet); font-size: .88rem; padding: .5rem 0 .2rem; }
section { padding: 2.2rem 0 0; }
section h2 { padding-bottom: .1rem; } section h2 a { color: inherit; text-decoration: none; }
.axis { display: flex; justify-content: space-between; gap: .6rem; color: var(--quiet); font-size: .84rem; }
.top { color: var(--quiet); font-size: .84rem; padding-top: .5rem; }
svg { display: block; width: 100%; height: 9.5rem; border-bottom: 1px solid var(--line); }
svg.close { height: 4rem; }
.seen { fill: var(--bar); } .usual { fill: none; stroke: var(--usual); stroke-width: 1.5; vector-effect: non-scaling-stroke; }
.base { stroke: var(--line); vector-effect: non-scaling-stroke; } .blind { fill: var(--blind); }
.band { fill-opacity: .14; } .band.unconfirmed { fill-opacity: .06; } .mark.unconfirmed { fill-opacity: .45; }
rect.critical { fill: var(--critical); } rect.warning { fill: var(--warning); } rect.notice { fill: var(--notice); }
.label.found { fill: var(--good); } .label.noise { fill: var(--blind); }
.label.missed, .label.false { fill: var(--critical); }
.missed { padding: .5rem 0 .8rem 1.2rem; } .alerts { list-style: none; }
.alerts li { display: grid; grid-template-columns: 15rem 1fr; gap: 0 1.4rem; padding: .8rem 0; border-bottom: 1px solid var(--line); break-inside: avoid; }
.alerts p { padding-bottom: .15rem; } .alerts .facts { color: var(--quiet); font-size: .9rem; }
.severity { font-size: .86rem; font-weight: 650; } .severity::before { content: "\\25CF"; margin-right: .4em; }
.severity.unconfirmed { font-weight: 400; } .severity.unconfirmed::before { content: "\\25CB"; }
.severity.critical { color: var(--critical); } .severity.warning { color: var(--warning); } .severity.notice { color: var(--notice); }
.good { color: var(--good); }
details { padding-top: .3rem; } summary { cursor: pointer; color: var(--quiet); font-size: .9rem; }
code { display: block; font: .82em/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; background: var(--field); padding: .4em .6em; border-radius: 3px; }
footer { color: var(--quiet); padding-top: 2.5rem; font-size: .88rem; }
@media (max-width: 44rem) {
  body { padding: 1rem .9rem 3rem; font-size: 16px; }
  .alerts li { grid-template-columns: 1fr; gap: .5rem; } .axis .mid { display: none; }
  #numbers { gap: .6rem 1.6rem; } svg { height: 7rem; }
}
@media (forced-colors: active) { .seen { fill: CanvasText; } .usual { stroke: LinkText; } .blind, .band { fill: GrayText; } .mark, .label { fill: Highlight; } }
@media print {
  :root { --page: #fff; --ink: #000; --quiet: #444; --line: #bbb; --field: #f4f4f4; --bar: #4a6784; --usual: #b4502f; --blind: #d0d0d0; --critical: #a3190f; --warning: #8a5a00; --notice: #35607f; --good: #2c6b3f; --link: #000; }
  body { max-width: none; padding: 0; font-size: 10pt; } .skip, details { display: none; }
  section { break-inside: avoid-page; } svg { height: 30mm; } svg.close { height: 15mm; } .seen, .usual, rect, .key i { print-color-adjust: exact; }
}
"""  # noqa: E501 - a rule stands on one line
