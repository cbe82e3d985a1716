
const root = location.pathname.replace(/\/alerts\/[^/]*$|\/[^/]*$/, "");
const $ = (id) => document.getElementById(id);
const board = { status: {}, watches: {}, alerts: {}, sources: {}, held: {} };
const RANK = { critical: 0, warning: 1, notice: 2 };
const COUNTED = { origins: ["report", "reports"], articles: ["article", "articles"], sources: ["source", "sources"] };
let utc = false;

// ---- words

const whole = new Intl.NumberFormat("en");
const short = (value) => (value === null || value === undefined ? "–" : value < 0.05 ? "0" : value < 10 ? value.toFixed(1) : whole.format(Math.round(value)));
const many = (count, one, several) => `${whole.format(count)} ${count === 1 ? one : several}`;
const percent = (share) => `${Math.round(share * 100)} %`;
const known = (kind, fallback) => { try { return new Intl.DisplayNames(["en"], { type: kind, fallback: "code" }); } catch { return { of: fallback }; } };
const languageNames = known("language", (code) => code);

function often(weeks) {
  if (weeks < 1.5) return "about once a week or more often";
  return weeks < 60 ? `about once in ${Math.round(weeks)} weeks` : "about once in a year or more seldom";
}

function stamp(at) {
  const zone = utc ? { timeZone: "UTC" } : {};
  const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", ...zone });
  const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", ...zone });
  const year = new Intl.DateTimeFormat("en-GB", { year: "numeric", ...zone });
  const date = new Date(at), newest = board.status[""]?.newest_at;
  const same = newest && year.format(date) === year.format(new Date(newest));
  return `${day.format(date)}${same ? "" : ` ${year.format(date)}`} ${time.format(date)}`;
}

// ---- elements

function h(tag, traits, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(traits ?? {})) {
    if (name === "on") for (const [event, heed] of Object.entries(value)) made.addEventListener(event, heed);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...inside.flat().filter((one) => one !== null && one !== undefined && one !== false && one !== ""));
  return made;
}

function svg(tag, traits, ...inside) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(traits)) made.setAttribute(name, value);
  made.append(...inside);
  return made;
}

const when = (at) => (at ? h("time", { datetime: at, title: `${at.slice(0, 16).replace("T", " ")} UTC` }, stamp(at)) : "–");
const say = (id, text) => { const place = $(id); if (place.textContent !== text) place.textContent = text; };
const link = (url, text) => {
  let safe = null;
  try { const parsed = new URL(url); if (/^https?:$/.test(parsed.protocol)) safe = parsed.href; } catch { /* no address */ }
  return safe ? h("a", { href: safe, rel: "noopener noreferrer nofollow", target: "_blank", dir: "auto" }, text) : h("bdi", null, text);
};
const toAlert = (id, text) => h("a", { href: `${root}/alerts/${id}`, "data-alert": id }, text);

/** Make a list's elements those of `rows`, in order; a row that is the same object keeps its element. */
function fill(place, rows, make) {
  const before = place.rows_ ?? new Map(), now = new Map();
  let next = place.firstElementChild;
  for (const [key, value] of rows) {
    const had = before.get(key);
    const element = had && had.value === value ? had.element : make(value);
    if (had && had.element !== element && had.element.contains(document.activeElement)) refocus(element, had.element);
    now.set(key, { value, element });
    if (element === next) next = next.nextElementSibling;
    else place.insertBefore(element, next);
    if (had && had.element !== element) { if (had.element === next) next = next.nextElementSibling; had.element.remove(); }
  }
  while (next) { const gone = next; next = next.nextElementSibling; gone.remove(); }
  place.rows_ = now;
}

function refocus(element, old) {
  const at = [...old.querySelectorAll("a,button")].indexOf(document.activeElement);
  requestAnimationFrame(() => element.querySelectorAll("a,button")[at]?.focus());
}

/** Show the first of many rows, and a button for more. */
function cut(rows, name, first, step) {
  const most = shown[name] ?? first, more = $(`${name}-more`), left = rows.length - most;
  more.hidden = left <= 0;
  say(`${name}-more`, left > step ? `Show ${whole.format(step)} more of ${whole.format(left)}` : left > 0 ? `Show the other ${whole.format(left)}` : "");
  more.onclick = () => { shown[name] = most + step; later(); };
  return rows.slice(0, most);
}
const shown = {};

// ---- the last hours as a picture

function spark(watch, tall) {
  const begin = Date.parse(watch.from) / 1000, status = board.status[""], slots = 16 * 3600 / watch.slot_s;
  const upto = status.watermark ? Date.parse(status.watermark) / 1000 : begin;
  const now = Math.max(upto, Date.parse(status.newest_at ?? status.watermark) / 1000);
  const perHour = 3600 / watch.slot_s, height = tall ? 72 : 30;
  const seen = watch.observed, usual = watch.expected;
  const top = Math.max(2, ...seen.map((count) => count ?? 0), ...usual) * 1.05;
  const y = (value) => (height - 1 - (value / top) * (height - 3)).toFixed(1);
  let closed = "", soon = "";
  seen.forEach((count, at) => {
    if (!count) return;
    const bar = `M${at + 0.1} ${height - 1}V${y(count)}h.8V${height - 1}z`;
    if (begin + (at + 1) * watch.slot_s <= upto) closed += bar; else soon += bar;
  });
  const line = usual.map((value, hour) => `${hour ? "L" : "M"}${hour * perHour} ${y(value)}H${(hour + 1) * perHour}`).join("");
  const blind = status.unknown.map(([from, to]) => {
    const x = (at) => Math.min(slots, Math.max(0, (Date.parse(at) / 1000 - begin) / watch.slot_s));
    return svg("rect", { class: "blind", x: x(from), y: 0, width: Math.max(0, x(to) - x(from)), height });
  });
  const total = seen.reduce((sum, count) => sum + (count ?? 0), 0), most = Math.max(0, ...seen.map((count) => count ?? 0));
  const words = `last 16 hours: ${many(total, ...COUNTED[watch.counted])}, at most ${most} in ${watch.slot_s / 60} minutes; `
    + `usual in all ${short(usual.reduce((sum, one) => sum + one * perHour, 0))}`
    + `${status.unknown.length ? "; ingest was not sound in part of it" : ""}`;
  const end = Math.min(slots, (now - begin) / watch.slot_s);
  return svg("svg", { class: "spark", viewBox: `0 0 ${slots} ${height}`, preserveAspectRatio: "none", role: "img", "aria-label": words },
    ...blind, svg("path", { class: "base", d: `M0 ${height - 0.5}H${end}` }), svg("path", { class: "seen", d: closed }),
    svg("path", { class: "soon", d: soon }), svg("path", { class: watch.state === "learning" ? "usual young" : "usual", d: line }));
}

// ---- watches

const alertOf = new Map();
let by = "unusual", down = true;
const unusual = (watch) => {
  const alert = alertOf.get(watch.id), far = (watch.hour_observed - (watch.hour_expected ?? 0)) / Math.sqrt((watch.hour_expected ?? 0) + 1);
  return (alert ? 1e6 * (3 - RANK[alert.severity]) : 0) + (watch.state === "unseen" ? -1e3 : far);
};
const ORDERS = {
  name: (watch) => watch.name.toLowerCase(), hour: (watch) => watch.hour_observed, usual: (watch) => watch.hour_expected ?? -1,
  unusual, last: (watch) => watch.greatest_at ?? "",
};
const STATES = { unseen: "never named yet", learning: "learning" };

function watchRow(watch) {
  const alert = alertOf.get(watch.id), busy = watch.hour_observed > (watch.hour_expected ?? 0) + 2 * Math.sqrt((watch.hour_expected ?? 0) + 1);
  const about = [...watch.tags, watch.owner, STATES[watch.state] && (watch.state === "learning" ? `learning, ${watch.days} days known` : STATES[watch.state])];
  return h("tr", null,
    h("th", { scope: "row" }, watch.name, " ", h("span", { class: "tags" }, about.filter(Boolean).join(" · ")),
      alert && [" ", h("a", { href: `${root}/alerts/${alert.alert_id}`, "data-alert": alert.alert_id, class: `severity ${alert.severity}` }, alert.severity, h("span", { class: "unseen" }, ` alert on ${watch.name}`))]),
    h("td", { class: busy ? "number many" : "number", "data-label": "last hour" }, watch.state === "unseen" ? "–" : whole.format(watch.hour_observed)),
    h("td", { class: "number", "data-label": "usual" }, watch.state === "unseen" ? "–" : short(watch.hour_expected)),
    h("td", null, watch.from ? spark(watch) : ""),
    h("td", { "data-label": "last named" }, when(watch.greatest_at)));
}

function renderWatches() {
  const words = $("q").value.toLowerCase().split(/\s+/).filter(Boolean), which = $("which").value;
  const fits = (watch) => (!which || (which === "alert" ? alertOf.has(watch.id) : watch.state === which))
    && words.every((word) => watch.text_.includes(word));
  const every = Object.values(board.watches), value = ORDERS[by];
  const found = every.filter(fits).map((watch) => [value(watch), watch]);
  found.sort(([a, one], [b, other]) => (a < b ? -1 : a > b ? 1 : 0) * (down ? -1 : 1) || (one.name < other.name ? -1 : 1));
  const rows = cut(found.map(([, watch]) => [watch.id, watch]), "w", 40, 200);
  fill($("w").tBodies[0], rows, watchRow);
  say("found", found.length === every.length ? many(every.length, "watch", "watches") : `${whole.format(found.length)} of ${many(every.length, "watch", "watches")}`);
  $("w-none").hidden = found.length > 0;
}

// ---- alerts

function alertRow(alert) {
  const open = alert.state === "open";
  const facts = alert.kind === "coverage_spike" ? `${many(alert.origins, "report", "reports")}, ${many(alert.articles, "article", "articles")}, ${many(alert.sources, "source", "sources")} · ${often(alert.once_in_weeks)}` : "about our own sources";
  return h("li", null,
    h("span", { class: `severity ${open ? alert.severity : "ended"}` }, open ? alert.severity : "ended"),
    h("span", { class: "what" }, toAlert(alert.alert_id, alert.headline)),
    when(open ? alert.opened_at : alert.resolved_at),
    h("span", { class: "facts" }, facts));
}

function renderAlerts() {
  const every = Object.values(board.alerts), open = every.filter((one) => one.state === "open"), ended = every.filter((one) => one.state !== "open");
  open.sort((a, b) => RANK[a.severity] - RANK[b.severity] || (a.changed_at < b.changed_at ? 1 : -1));
  ended.sort((a, b) => (a.changed_at < b.changed_at ? 1 : -1));
  fill($("open"), cut(open.map((one) => [one.alert_id, one]), "open", 12, 100), alertRow);
  fill($("ended"), $("ended-box").open ? ended.map((one) => [one.alert_id, one]) : [], alertRow);
  say("n-ended", `(${ended.length})`);
  $("ended-box").hidden = !ended.length;
  $("open-none").hidden = open.length > 0;
  say("open-none", Object.keys(board.watches).length ? "None. What is counted is as usual." : "None: nothing is watched yet.");
  const count = (severity) => open.filter((one) => one.severity === severity).length;
  say("n-alerts", whole.format(open.length));
  say("n-alerts-of", ["critical", "warning"].filter(count).map((one) => `${count(one)} ${one}`).join(", "));
  document.title = open.length ? `(${open.length}) Groundswell` : "Groundswell";
}

// ---- sources, what was held, config

const OURS = { "*": "All sources", "*rest": "The rarest, together", "": "No source named" };
const DOING = { fine: "fine", silent: "silent", catching_up: "catching up" };

function sourceRow(source) {
  const doing = source.verdict === "fine" ? h("span", { class: "fine" }, "fine") : h("span", { class: "bad" }, DOING[source.verdict]);
  return h("tr", null, h("th", { scope: "row" }, OURS[source.name] ?? source.name),
    h("td", null, doing, source.silent_since && [" since ", when(source.silent_since)]),
    h("td", { class: "number" }, whole.format(source.pending)), h("td", { class: "number" }, short(source.hour_expected)),
    h("td", null, when(source.heard_at)), h("td", { class: "number" }, short(source.days)));
}

function renderSources() {
  const weight = (one) => (one.name === "*" ? 2 : one.verdict !== "fine" ? 1 : 0);
  const rows = Object.values(board.sources).filter((one) => one.name !== "*" || one.heard_at || one.pending);
  rows.sort((a, b) => weight(b) - weight(a) || b.hour_expected - a.hour_expected || (a.name < b.name ? -1 : 1));
  fill($("s").tBodies[0], cut(rows.map((one) => [one.name, one]), "s", 12, 100), sourceRow);
  $("s-none").hidden = rows.length > 0;
  $("s").parentElement.hidden = !rows.length;
  const single = rows.filter((one) => one.name !== "*"), bad = single.filter((one) => one.verdict !== "fine").length;
  const status = board.status[""];
  say("n-intake", percent(status.intake));
  say("n-intake-of", `${many(single.length, "source", "sources")}${bad ? `, ${bad} not fine` : ""}`);
  say("soundness", status.sound ? "" : "Ingest is not sound now, or has just recovered: nothing can alert until it is.");
}

const heldRow = (one) => h("tr", null, h("td", null, when(one.at)),
  h("td", null, board.alerts[one.alert_id] ? toAlert(one.alert_id, board.alerts[one.alert_id].name) : toAlert(one.alert_id, one.alert_id)),
  h("td", null, one.subscription), h("td", null, one.standing === "held" ? "" : h("span", { class: "bad" }, one.standing === "lost" ? "given up: " : "tried again: "), one.because, one.detail && h("span", { class: "quiet" }, ` (${one.detail})`)));

function renderHeld() {
  const rows = Object.entries(board.held).sort(([a], [b]) => b - a), reasons = board.status[""].reasons;
  fill($("h").tBodies[0], cut(rows, "h", 10, 200), heldRow);
  $("h-none").hidden = rows.length > 0;
  $("h").parentElement.hidden = !rows.length;
  fill($("reasons"), reasons.map((one) => [one.verdict, one]), (one) => h("li", null, h("b", null, whole.format(one.times)), ` ${one.because}`));
  const held = reasons.reduce((sum, one) => sum + one.times, 0), trouble = rows.filter(([, one]) => one.standing !== "held").length;
  say("n-held", whole.format(held));
  say("n-held-of", trouble ? `${many(trouble, "attempt", "attempts")} failed` : "held back lately");
}

function renderConfig() {
  const status = board.status[""], config = status.config;
  const rows = [
    ["Version", config.version], ["Config", config.hash], ["Runs", status.host === "kafka" ? "on Kafka" : "in one process"],
    ["Time", config.time === "pages" ? "moved by pages alone" : config.time === "live" ? "live" : "pages for files, else live"],
    ["Lateness", config.lateness], ["Oldest news counted", config.max_age],
    ["Inputs", `${status.inputs}, ${status.idle} of them read to the end`],
    ["Came too late", many(status.late_articles, "article", "articles")],
    ["Detectors", Object.entries(config.detectors).map(([name, count]) => `${name} (${whole.format(count)})`).join(", ")],
    ["Subscriptions", config.subscriptions.join(", ") || "none: nobody is told"],
    ["Channels", config.channels.map((one) => `${one.id} (${one.kind})`).join(", ") || "none"],
    ["Silences", config.silences.map((one) => `${one.id} by ${one.by}: ${one.because}`).join("; ") || "none"],
  ];
  const place = $("config"), text = JSON.stringify(rows);
  if (place.text_ === text) return;
  place.text_ = text;
  place.replaceChildren(...rows.flatMap(([name, value]) => [h("dt", null, name), h("dd", null, value)]));
}

// ---- one alert

const bars = (title, counts, name) => {
  const rows = Object.entries(counts), most = Math.max(1, ...rows.map(([, count]) => count));
  return rows.length > 0 && h("div", null, h("h3", null, title), h("table", null, h("thead", { class: "unseen" }, h("tr", null, h("th", { scope: "col" }, title), h("th", { scope: "col" }, "reports"))),
    h("tbody", null, rows.map(([code, count]) => h("tr", null, h("th", { scope: "row" }, name(code)),
      h("td", { class: "number" }, h("meter", { min: 0, max: most, value: count, "aria-hidden": "true" }), ` ${whole.format(count)}`))))));
};

const WHY = { earliest: "among the first", most_copied: "most copied", in_title: "named in the title", latest: "among the latest" };

function article(one) {
  const about = [one.source ?? "source not named", languageNames.of(one.language === "und" ? "und" : one.language), WHY[one.why_shown] ?? one.why_shown,
    one.copies ? `${many(one.copies, "copy", "copies")}${one.copied_by.length ? ` (${one.copied_by.join(", ")})` : ""}` : ""];
  const title = one.title ?? one.url ?? one.article_id;
  return h("li", null, h("span", { lang: one.language === "und" ? null : one.language }, link(one.url, title)), h("div", { class: "quiet" }, `${about.filter(Boolean).join(" · ")} · fetched `, when(one.fetched_at)));
}

function alertView(told) {
  const { alert, names } = told, why = alert.why, evidence = alert.evidence, open = alert.state === "open", spike = alert.kind === "coverage_spike";
  const name = (code) => names[code] ?? code, watch = board.watches[alert.watch.id];
  const sure = [
    ["Baseline", `${why.baseline_days} days known`], ["Intake then", percent(why.intake)], ["Bursts before", short(why.past_bursts)],
    ["Score", `${why.score.toFixed(2)}, this watch's line is ${why.threshold.toFixed(2)} (${why.detector})`],
  ];
  return [
    h("div", { class: "bar-top" }, h("span", { class: `severity ${open ? alert.severity : "ended"}` }, open ? alert.severity : `ended (${alert.severity})`),
      h("span", { class: "quiet" }, alert.alert_id), h("button", { type: "button", id: "a-close", on: { click: closeAlert } }, "Close")),
    h("h2", { id: "a-title", tabindex: "-1" }, alert.headline),
    h("p", { class: "quiet" }, "Opened ", when(alert.opened_at), ", last change ", when(alert.changed_at), open ? "" : [", over ", when(alert.resolved_at)], spike ? `, ${often(why.once_in_weeks)}.` : "."),
    h("p", null, spike && `${many(evidence.origins, "independent report", "independent reports")} in ${many(evidence.articles, "article", "articles")} of ${many(evidence.sources, "source", "sources")}; ${many(evidence.copies_folded, "copy", "copies")} folded.`),
    alert.cautions.map((one) => h("p", { class: "caution" }, one.text)),
    watch?.from && alert.changed_at >= watch.from && h("div", { class: "big" }, h("h3", null, "The last 16 hours"), spark(watch, true)),
    why.windows.length > 0 && [h("h3", null, "Counted against usual"), h("table", null, h("thead", null, h("tr", null, h("th", { scope: "col" }, "Within"), h("th", { scope: "col", class: "number" }, "Counted"), h("th", { scope: "col", class: "number" }, "Usual"), h("th", { scope: "col" }, "Since"))),
      h("tbody", null, why.windows.map((one) => h("tr", null, h("th", { scope: "row" }, one.window), h("td", { class: "number" }, whole.format(one.observed)), h("td", { class: "number" }, short(one.expected)), h("td", null, when(one.since))))))],
    evidence.stories.length > 0 && [h("h3", null, "What it is about"), h("table", null, h("thead", null, h("tr", null, h("th", { scope: "col" }, "Story"), h("th", { scope: "col", class: "number" }, "Reports"), h("th", { scope: "col", class: "number" }, "Articles"), h("th", { scope: "col" }, "First fetched"))),
      h("tbody", null, evidence.stories.map((one) => h("tr", null, h("th", { scope: "row" }, h("bdi", null, one.headline ?? "without a title"), one.new && h("b", null, " new")), h("td", { class: "number" }, whole.format(one.origins)), h("td", { class: "number" }, whole.format(one.articles)), h("td", null, when(one.first_fetched_at)))))),
      evidence.omitted.stories > 0 && h("p", { class: "quiet" }, `and ${many(evidence.omitted.stories, "story", "stories")} more`)],
    evidence.articles_shown.length > 0 && [h("h3", null, "Read first"), h("ol", { class: "read" }, evidence.articles_shown.map(article)), evidence.omitted.origins > 0 && h("p", { class: "quiet" }, `and ${many(evidence.omitted.origins, "report", "reports")} more`)],
    h("div", { class: "kinds" }, bars("Countries", evidence.regions, name), bars("Languages", evidence.languages, name), bars("Subjects", evidence.topics, name), bars("Publishers", evidence.publishers, name), bars("Terms", evidence.terms, name),
      bars("Parts", Object.fromEntries(alert.parts.map((one) => [`${one.by} ${one.value}`, one.origins])), (one) => one)),
    h("h3", null, "How sure"), h("dl", { class: "facts2" }, sure.flatMap(([term, text]) => [h("dt", null, term), h("dd", null, text)])),
    h("h3", null, "Its changes"), h("ol", { class: "read", start: 0 }, told.steps.map((one) => h("li", null, when(one.changed_at), ` ${one.type} · ${one.severity}`, h("div", { class: "quiet" }, one.headline)))),
    h("h3", null, "Who was told"), told.told.length ? h("table", null, h("thead", null, h("tr", null, ["When", "Change", "Subscription", "What became of it"].map((one) => h("th", { scope: "col" }, one)))),
      h("tbody", null, told.told.map((one) => h("tr", null, h("td", null, when(one.at)), h("td", null, one.sequence), h("td", null, one.subscription), h("td", null, h("span", { class: one.standing === "lost" ? "bad" : "" }, one.standing), `: ${one.because} `, h("span", { class: "quiet" }, [one.detail, one.status].filter(Boolean).join(", "))))))) : h("p", { class: "note" }, "Nothing is recorded."),
    h("h3", null, "Go on"), h("p", null, h("code", { tabindex: 0 }, alert.links.explain)), h("p", null, h("code", { tabindex: 0 }, alert.links.mute)),
    h("p", { class: "quiet" }, `Config ${alert.config.all}, watch ${alert.config.watch}, version ${alert.config.groundswell}`),
  ].flat(3).filter((one) => one instanceof Node);
}

let current = null, came = null;

async function showAlert(id) {
  current = id;
  const dialog = $("alert");
  if (!dialog.open) { came = document.activeElement; $("a").replaceChildren(h("h2", { id: "a-title", tabindex: "-1" }, "One moment")); dialog.showModal(); }
  const answer = await fetch(`${root}/api/alerts/${encodeURIComponent(id)}/detail`).catch(() => null);
  if (current !== id) return;
  if (answer?.status === 401) return location.reload();
  const place = $("a"), top = dialog.scrollTop, inside = place.contains(document.activeElement) && document.activeElement.id;
  if (answer?.ok) place.replaceChildren(...alertView(await answer.json()));
  else place.replaceChildren(h("div", { class: "bar-top" }, h("button", { type: "button", id: "a-close", on: { click: closeAlert } }, "Close")), h("h2", { id: "a-title", tabindex: "-1" }, answer ? `No alert ${id} is known` : "It cannot be asked now"));
  dialog.scrollTop = top;
  (inside && $(inside) ? $(inside) : $("a-title")).focus({ preventScroll: true });
}

function closeAlert() {
  if (history.state?.inside) history.back(); else { history.replaceState(null, "", `${root}/`); route(); }
}

function route() {
  const id = /\/alerts\/([^/]+)$/.exec(location.pathname)?.[1];
  if (id) return showAlert(decodeURIComponent(id));
  current = null;
  if ($("alert").open) { $("alert").close(); came?.isConnected && came.focus(); }
}

document.addEventListener("click", (event) => {
  const to = event.target.closest?.("a[data-alert]");
  if (!to || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  history.pushState({ inside: true }, "", to.href);
  route();
});
addEventListener("popstate", route);
$("alert").addEventListener("cancel", (event) => { event.preventDefault(); closeAlert(); });
$("alert").addEventListener("click", (event) => { if (event.target === $("alert")) closeAlert(); });

// ---- all of it

function renderLine() {
  const status = board.status[""];
  $("upto").replaceChildren(...(status.watermark ? ["counted up to ", when(status.watermark)] : ["nothing is counted yet"]));
  $("trouble").hidden = !status.trouble;
  say("trouble", status.trouble ? `What is shown may be old: ${status.trouble}` : "");
  const every = Object.values(board.watches), learning = every.filter((one) => one.state === "learning").length, unseen = every.filter((one) => one.state === "unseen").length;
  say("n-watches", whole.format(every.length));
  say("n-watches-of", [learning && `${whole.format(learning)} learning`, unseen && `${whole.format(unseen)} never named`].filter(Boolean).join(", "));
}

let waiting = false;
function later() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => { waiting = false; if (!board.status[""]) return say("live", "starting"); say("live", "live"); renderAlerts(); renderLine(); renderWatches(); renderSources(); renderHeld(); renderConfig(); });
}

/** Everything is drawn anew: times read otherwise now, or what all rows share has changed. */
function anew() {
  for (const place of [$("open"), $("ended"), $("reasons"), ...["w", "s", "h"].map((id) => $(id).tBodies[0])]) { place.rows_ = new Map(); place.replaceChildren(); }
  later();
}

function hear({ whole: all, put, gone }) {
  const was = board.status[""], opened = [], fresh = all && !was;
  if (all) for (const name of Object.keys(board)) board[name] = {};
  for (const [name, keys] of Object.entries(gone ?? {})) for (const key of keys) delete board[name][key];
  for (const [name, rows] of Object.entries(put ?? {})) {
    for (const [key, row] of Object.entries(rows)) {
      if (name === "watches") row.text_ = [row.id, row.name, row.owner ?? "", ...row.tags].join(" ").toLowerCase();
      if (name === "alerts" && !fresh) { if (!board.alerts[key] || board.alerts[key].state !== row.state) opened.push(row); if (current === key) showAlert(key); }
      board[name][key] = row;
    }
  }
  if (put?.alerts || gone?.alerts || all) {
    const before = new Map(alertOf);
    alertOf.clear();
    for (const one of Object.values(board.alerts)) if (one.state === "open") { const had = alertOf.get(one.watch); if (!had || RANK[one.severity] < RANK[had.severity]) alertOf.set(one.watch, one); }
    // A row shows its watch's alert: where that is another now, the row is made anew.
    for (const id of new Set([...before.keys(), ...alertOf.keys()])) if (before.get(id) !== alertOf.get(id) && board.watches[id]) board.watches[id] = { ...board.watches[id] };
  }
  if (opened.length && opened.length <= 3) say("said", opened.map((one) => `${one.state === "open" ? `New ${one.severity} alert` : "Ended"}: ${one.headline}`).join(". "));
  else if (opened.length) say("said", `${opened.length} alerts changed`);
  const status = board.status[""], shared = (one) => one && JSON.stringify([one.watermark, one.unknown, one.newest_at?.slice(0, 4)]);
  if (was && status && shared(was) !== shared(status)) $("w").tBodies[0].rows_ = new Map([...($("w").tBodies[0].rows_ ?? [])].map(([key, had]) => [key, { ...had, value: null }]));
  later();
}

let line = null;
function connect() {
  line?.close();
  line = new EventSource(`${root}/api/stream`);
  line.onopen = () => { $("live").dataset.state = "on"; say("live", "live"); };
  line.onmessage = (event) => hear(JSON.parse(event.data));
  line.onerror = async () => {
    $("live").dataset.state = "off";
    say("live", "not connected; what stands here may be old");
    if (line.readyState !== EventSource.CLOSED) return;
    const asked = await fetch(`${root}/api/stream`, { method: "HEAD" }).catch(() => null);
    if (asked?.status === 401) location.reload(); else setTimeout(connect, 5000);
  };
}

for (const button of document.querySelectorAll("th button")) button.addEventListener("click", () => {
  down = by === button.dataset.by ? !down : button.dataset.by !== "name";
  by = button.dataset.by;
  for (const one of document.querySelectorAll("th button")) one.parentElement.setAttribute("aria-sort", one === button ? (down ? "descending" : "ascending") : "none");
  later();
});
$("q").addEventListener("input", later);
$("which").addEventListener("change", later);
$("find").addEventListener("submit", (event) => event.preventDefault());
$("ended-box").addEventListener("toggle", later);
$("zone").addEventListener("click", () => { utc = !utc; $("zone").setAttribute("aria-pressed", utc); anew(); if (current) showAlert(current); });
$("out").addEventListener("click", async () => { await fetch(`${root}/sign-out`, { method: "POST" }); location.assign(`${root}/`); });
route();
connect();
