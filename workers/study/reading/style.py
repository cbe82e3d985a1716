"""How the page of what was read looks: light and dark, wide and narrow, on a screen and on paper."""

STYLE = """
:root {
  color-scheme: light dark;
  --page: #fbfaf8; --ink: #1d1c1a; --quiet: #5f5b54; --line: #dedad2; --field: #f2efe9; --link: #1f5385;
  --critical: #a3190f; --warning: #8a5a00; --good: #2c6b3f; --focus: #1f6feb;
  --watch: #f7dfa0; --region: #b4502f; --topic: #4a6784;
}
@media (prefers-color-scheme: dark) { :root {
  --page: #16171a; --ink: #e6e3dd; --quiet: #a3a099; --line: #33353a; --field: #202226; --link: #8ab8e6;
  --critical: #ff8a80; --warning: #e2b04a; --good: #7cc795; --focus: #79b0ff;
  --watch: #57460f; --region: #e08a68; --topic: #7f9fbf;
} }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 3.5rem; }
body {
  margin: 0 auto; max-width: 64rem; padding: 1.4rem 1.25rem 4rem; background: var(--page); color: var(--ink);
  font: 15px/1.45 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
body.several { max-width: 84rem; display: grid; grid-template-columns: 17rem minmax(0, 1fr); gap: 0 2rem; align-content: start; }
.several > header, .several > footer { grid-column: 1 / -1; } .several > .skip { position: absolute; }
h1, h2, h3, p, ol, dl, dd { margin: 0; padding: 0; }
h1 { font-size: 1.6rem; letter-spacing: -.01em; line-height: 1.2; }
h2 { display: inline; font-size: 1.05rem; } h3 { font-size: 1.25rem; line-height: 1.25; letter-spacing: -.01em; }
h3.quiet { font-weight: 400; font-style: italic; }
a { color: var(--link); text-underline-offset: .15em; text-decoration-thickness: 1px; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 2px; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: .5rem; background: var(--page); padding: .4rem .8rem; z-index: 3; }
.quiet, nav span, footer, #key dd { color: var(--quiet); } .bad, nav .bad span { color: var(--critical); }
#numbers { display: flex; flex-wrap: wrap; gap: .6rem 2.4rem; padding: 1rem 0 .6rem; }
#numbers div { display: flex; flex-direction: column-reverse; }
#numbers dt { color: var(--quiet); } #numbers dd { font-size: 1.9rem; line-height: 1.15; font-weight: 600; }
#numbers .bad dd { color: var(--critical); }
#ask { display: flex; flex-wrap: wrap; gap: .2rem 1.6rem; padding: .3rem 0; } #ask .marks { color: var(--quiet); }
summary { cursor: pointer; } #key summary, .between summary { color: var(--quiet); font-size: .9rem; }
#key dl { columns: 2 24rem; column-gap: 2rem; padding: .5rem 0; font-size: .9rem; }
#key div { display: flex; gap: .6rem; break-inside: avoid; padding: .08rem 0; } #key dt { flex: none; width: 6rem; } #key .kept dt { color: var(--good); }
#key .out dt { color: var(--warning); }
nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow: auto; padding: 1.2rem 0; font-size: .9rem; }
nav ol { list-style: none; } nav li { padding: .25rem .5rem .25rem 0; line-height: 1.3; } nav span { display: block; font-size: .86rem; }
main { min-width: 0; }
.page { border-top: 1px solid var(--line); }
.page > summary { position: sticky; top: 0; z-index: 1; padding: .7rem 0; background: var(--page); }
.page > summary span { margin-left: .6rem; font-size: .9rem; }
.inside { padding: 0 0 2.4rem; }
.refused { border-left: 4px solid var(--critical); background: var(--field); padding: .5rem .8rem; margin: .2rem 0 .8rem; } .refused b { color: var(--critical); }
article { border-left: 3px solid var(--good); padding: .1rem 0 .1rem 1rem; margin: 1rem 0; }
article dl { padding: 0 0 .9rem; font-size: .93rem; } article dl.short { display: grid; grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr)); gap: 0 1.6rem; padding: .5rem 0 .1rem; }
article dl div { display: grid; grid-template-columns: 6rem minmax(0, 1fr); gap: .8rem; padding: .1rem 0; } article dt { color: var(--quiet); }
article dd p + p { padding-top: .15rem; } article dd b { font-weight: 650; } .at { color: var(--quiet); font-size: .88em; } .at a { text-decoration: none; } .at a:hover { text-decoration: underline; }
.caution { color: var(--warning); padding-top: .3rem; } .caution::before { content: "! "; font-weight: 700; }
.between { padding: .3rem 0; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; vertical-align: baseline; padding: .16rem .8rem .16rem 0; font-weight: 400; }
tr { scroll-margin-top: 3.5rem; } tr:target > * { background: var(--field); }
tbody th { width: 2.6rem; text-align: right; color: var(--quiet); font-size: .84rem; }
td:nth-child(2) { width: 6.4rem; font-size: .84rem; white-space: nowrap; color: var(--warning); } td:last-child { padding-right: 0; }
.kept td:nth-child(2) { color: var(--good); } .head td:last-child { font-weight: 650; }
tr.out td:last-child { color: var(--quiet); font-size: .93rem; } tr.raw td:nth-child(2) { display: none; }
tr.raw td:last-child { font: .86rem/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
mark { color: var(--ink); background: none; } mark.watch { background: var(--watch); border-radius: 2px; padding: 0 .1em; font-weight: 600; }
mark.near { outline: 1px dashed var(--warning); outline-offset: 1px; border-radius: 2px; }
mark.region { text-decoration: underline solid var(--region) 2px; text-underline-offset: .18em; }
mark.topic { text-decoration: underline dotted var(--topic) 2px; text-underline-offset: .18em; }
body:has(#hide:checked) .out:not(#key *) { display: none; }
body:has(#bad:checked) .page:not(:has(.refused)), body:has(#bad:checked) nav li:not(.bad) { display: none; }
footer { padding-top: 1.5rem; font-size: .88rem; }
@media (max-width: 56rem) {
  body.several { display: block; } nav { position: static; max-height: 14rem; border: solid var(--line); border-width: 1px 0; padding: .4rem 0; margin: .6rem 0; }
}
@media (max-width: 44rem) {
  body { padding: 1rem .9rem 3rem; font-size: 16px; } html { scroll-padding-top: 5rem; } #numbers { gap: .5rem 1rem; font-size: .88rem; } #numbers dd { font-size: 1.4rem; }
  article { padding-left: .7rem; } article dl.short { grid-template-columns: 1fr; } article dl div { grid-template-columns: 5.4rem minmax(0, 1fr); gap: .4rem; }
  tr { display: grid; grid-template-columns: auto 1fr; gap: 0 .6rem; padding: .25rem 0; } th, td { padding: 0; }
  tbody th, td:nth-child(2) { width: auto; } td:last-child { grid-column: 1 / -1; }
  .page > summary span { display: block; margin: 0; } #ask label { padding: .25rem 0; }
}
@media (forced-colors: active) { mark.watch { border: 1px solid; } article { border-color: CanvasText; } }
@media print {
  body, body.several { display: block; max-width: none; padding: 0; font-size: 10pt; } nav, .skip, #ask { display: none; } .page > summary, nav { position: static; }
  mark.watch { print-color-adjust: exact; }
}
"""  # noqa: E501 - a rule stands on one line
