// The page itself: the address holds the state, and everything is drawn from it.

import { decode, neighbourhood, other, paths } from "./graph.js";
import { count, day, h, panel } from "./panel.js";
import { icon, picture } from "./picture.js";
import { searchable, suggest } from "./search.js";

const by = (id) => document.getElementById(id);
const read = (id) => JSON.parse(by(id).textContent);

const graph = decode(read("data"));
const rows = searchable(graph);
const title = document.title;

// --- The address: #thing=…&focus=…; what is empty is left out.

const TEXTS = ["thing", "brief", "focus", "from", "to", "view", "sort", "theme"];

function parse(hash) {
  const given = new URLSearchParams(hash.slice(1));
  const state = Object.fromEntries(TEXTS.map((name) => [name, given.get(name) ?? ""]));
  const list = (name) => (given.get(name) ?? "").split(",").filter(Boolean);
  state.hide = new Set(list("hide").map(Number));
  state.more = new Map(
    list("more")
      .map((pair) => pair.split(":"))
      .map(([key, number]) => [key, Number(number)]),
  );
  return state;
}

function address(state) {
  const given = new URLSearchParams(TEXTS.filter((name) => state[name]).map((name) => [name, state[name]]));
  if (state.hide.size) given.set("hide", [...state.hide].sort((a, b) => a - b).join(","));
  if (state.more.size) given.set("more", [...state.more].map((pair) => pair.join(":")).join(","));
  return `#${given}`;
}

let state = parse(location.hash);

function href(change) {
  const moved = "thing" in change || "brief" in change;
  return address({ ...state, ...(moved ? { more: new Map() } : {}), ...change });
}

const go = (change) => (location.hash = href(change));

function amend(change) {
  history.replaceState(null, "", href(change));
  render();
}

// --- What is drawn

const view = picture(by("canvas"), by("tip"), read("options"), {
  open: (thing) => go({ thing: thing.id, brief: "" }),
  focus: (thing) => go({ thing: thing.id, brief: "", focus: thing.id, from: "", to: "" }),
  clear: () => (state.thing || state.brief) && go({ thing: "", brief: "" }),
});
const tell = panel(graph, href, startPath);

function drawn() {
  const [from, to, focus] = [state.from, state.to, state.focus].map((id) => graph.byId.get(id));
  if (from && to) {
    const ways = paths(from, to);
    const things = new Set([from, to, ...ways.flat()]);
    return { ways, from, to, things, caption: `Paths between ${from.label} and ${to.label}` };
  }
  if (focus) {
    return {
      focus,
      things: neighbourhood(graph, focus, state.more),
      caption: `Neighbourhood of ${focus.label}`,
    };
  }
  const shown = graph.first.filter((thing) => thing.kind === 0).length;
  const total = graph.things.filter((thing) => thing.kind === 0).length;
  const some = shown < total ? `The ${shown} latest of ` : "";
  return { things: graph.first, caption: `${some}${count(total, graph.kinds[0])} and what they link` };
}

let pictured = "";

function render() {
  state = parse(location.hash);
  const thing = graph.byId.get(state.thing);
  const brief = graph.briefById.get(state.brief);
  let now = drawn();
  if (thing && !new Set(now.things).has(thing)) {
    history.replaceState(null, "", href({ focus: thing.id, from: "", to: "", more: state.more }));
    state = parse(location.hash);
    now = drawn();
  }
  document.documentElement.style.colorScheme = state.theme || "light dark";
  const table = state.view === "table";
  by("picture").hidden = table;
  by("listing").hidden = !table;
  by("show-picture").setAttribute("aria-pressed", !table);
  by("show-table").setAttribute("aria-pressed", table);

  const told = thing
    ? tell.thing(thing, state)
    : brief
      ? tell.brief(brief)
      : now.ways
        ? tell.ways(now.from, now.to, now.ways)
        : tell.overview(allBut);
  show(told);
  legend();
  if (table) return list();
  by("caption").replaceChildren(
    h("bdi", {}, now.caption),
    ((now.focus || now.ways) &&
      h(
        "a",
        { href: href({ focus: "", from: "", to: "", thing: "", brief: "" }) },
        "Back to the overview",
      )) ||
      "",
  );
  const things = [...now.things].filter((each) => !state.hide.has(each.kind) || each === thing);
  const key = things.map((each) => each.index).join();
  if (key !== pictured) view.draw(things, graph.relations);
  pictured = key;
  const chosen = thing
    ? [thing, thing.facts.map((fact) => other(fact, thing))]
    : brief
      ? [brief, brief.mentions.map((mention) => mention.thing).concat([...brief.initiatives])]
      : [null, []];
  view.mark(...chosen);
  view.recolour();
}

const allBut = (kind) => new Set(graph.kinds.keys().filter((each) => each !== kind));

function show(told) {
  const details = by("details");
  const hadFocus = details.contains(document.activeElement);
  const heading = told.querySelector("h2").textContent;
  const changed = details.querySelector("h2")?.textContent !== heading;
  details.replaceChildren(told);
  if (changed) {
    by("panel").scrollTop = 0;
    by("status").textContent = heading;
    document.title = state.thing || state.brief || state.to ? `${heading} – ${title}` : title;
  }
  if (hadFocus) details.focus({ preventScroll: true });
}

function legend() {
  const present = graph.kinds.map((_, kind) => graph.things.some((thing) => thing.kind === kind));
  by("legend").replaceChildren(
    ...graph.kinds
      .map(
        ([, many], kind) =>
          present[kind] &&
          h(
            "button",
            {
              type: "button",
              "aria-pressed": String(!state.hide.has(kind)),
              "data-kind": kind,
              title: `Show or hide ${many.toLowerCase()}`,
              onclick: () => {
                const hide = new Set(state.hide);
                if (!hide.delete(kind)) hide.add(kind);
                amend({ hide });
                by("legend").querySelector(`[data-kind="${kind}"]`).focus();
              },
            },
            icon(kind),
            many,
          ),
      )
      .filter(Boolean),
  );
}

// --- The table

const COLUMNS = [
  ["Name", (thing) => thing.label],
  ["Kind", (thing) => thing.type || graph.kinds[thing.kind][0]],
  ["Date", (thing) => thing.date],
  ["Links", (thing) => thing.facts.filter((fact) => fact.object).length],
  ["Briefs", (thing) => briefsOf(thing).size],
];
const PAGE = 200;
let listed = PAGE;

const briefsOf = (thing) =>
  new Set([
    ...thing.mentions.map((mention) => mention.brief),
    ...thing.facts.flatMap((fact) => fact.evidence.map((each) => each.brief)),
  ]);

function ordered() {
  const column = Number(state.sort.replace("-", "")) || 0;
  const sign = state.sort.startsWith("-") ? -1 : 1;
  const collator = new Intl.Collator("en", { numeric: true });
  return graph.things
    .filter((thing) => !state.hide.has(thing.kind))
    .map((thing) => ({ thing, cells: COLUMNS.map(([, cell]) => cell(thing)) }))
    .sort(
      (a, b) => sign * collator.compare(a.cells[column], b.cells[column]) || a.thing.index - b.thing.index,
    );
}

function list() {
  const all = ordered();
  const column = Number(state.sort.replace("-", "")) || 0;
  const falling = state.sort.startsWith("-");
  by("listing-title").textContent =
    all.length === 1 ? "1 thing" : `${all.length.toLocaleString("en")} things`;
  const heads = COLUMNS.map(([name], at) =>
    h(
      "th",
      {
        scope: "col",
        class: at > 2 && "number",
        "aria-sort": at === column && (falling ? "descending" : "ascending"),
      },
      h("a", { href: href({ sort: `${(at === column ? !falling : at > 1) ? "-" : ""}${at}` }) }, name),
    ),
  );
  const body = all.slice(0, listed).map(({ thing, cells: [, kind, date, links, briefs] }) =>
    h(
      "tr",
      {
        class: thing.id === state.thing && "chosen",
      },
      h(
        "th",
        { scope: "row" },
        h(
          "a",
          { class: "thing", href: href({ thing: thing.id, brief: "" }) },
          icon(thing.kind),
          h("bdi", {}, thing.label),
        ),
      ),
      h("td", {}, kind, thing.candidate && h("span", { class: "badge" }, "candidate")),
      h("td", {}, date && day(date)),
      h("td", { class: "number" }, links),
      h("td", { class: "number" }, briefs),
    ),
  );
  by("table").replaceChildren(
    h(
      "table",
      {},
      h("caption", {}, "Initiatives and entities; a click on a heading sorts"),
      h("thead", {}, h("tr", {}, heads)),
      h("tbody", {}, body),
    ),
    all.length > listed
      ? h(
          "button",
          {
            type: "button",
            onclick: () => {
              listed += PAGE;
              list();
            },
          },
          `Show ${PAGE} more of ${(all.length - listed).toLocaleString("en")}`,
        )
      : "",
  );
}

function save(name, blob) {
  const link = h("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  URL.revokeObjectURL(link.href);
}

// A spreadsheet would run a cell that begins like a formula.
const cell = (value) =>
  `"${String(value)
    .replace(/^[=+\-@\t]/, "'$&")
    .replaceAll('"', '""')}"`;

by("save-table").addEventListener("click", () => {
  const lines = [COLUMNS.map(([name]) => name), ...ordered().map(({ cells }) => cells)];
  save(
    "table.csv",
    new Blob([lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("")], { type: "text/csv" }),
  );
});
by("save-picture").addEventListener("click", () => view.image().toBlob((blob) => save("picture.png", blob)));

// --- Search, and the choice of a path's other end

const query = by("query");
const suggestions = by("suggestions");
let offered = [];
let active = -1;
let pathFrom = null;

function startPath(thing) {
  pathFrom = thing;
  query.placeholder = `Path from ${thing.label} to …`;
  query.value = "";
  query.focus();
}

function closeSearch() {
  pathFrom = null;
  query.placeholder = "Search names, acronyms, headlines";
  query.value = "";
  offer();
}

function offer() {
  offered = suggest(pathFrom ? rows.filter((row) => row.thing) : rows, query.value);
  active = offered.length ? 0 : -1;
  const none = query.value.trim() && !offered.length;
  suggestions.replaceChildren(
    ...offered.map(({ thing, brief, name }, at) =>
      h(
        "li",
        {
          role: "option",
          id: `option-${at}`,
          "aria-selected": String(at === active),
          onmousedown: (event) => {
            event.preventDefault();
            choose(at);
          },
        },
        thing ? icon(thing.kind) : h("span", { class: "icon" }, "¶"),
        h("bdi", {}, thing ? thing.label : brief.headline),
        h(
          "small",
          {},
          thing && name !== thing.label ? h("bdi", {}, name) : "",
          thing ? thing.type || graph.kinds[thing.kind][0] : "Brief",
        ),
      ),
    ),
    none ? h("li", { class: "none" }, "Nothing is called that") : "",
  );
  suggestions.hidden = !offered.length && !none;
  query.setAttribute("aria-expanded", String(offered.length > 0));
  point();
}

function point() {
  for (const [at, option] of [...suggestions.querySelectorAll("[role=option]")].entries()) {
    option.setAttribute("aria-selected", String(at === active));
    if (at === active) option.scrollIntoView({ block: "nearest" });
  }
  if (active < 0) query.removeAttribute("aria-activedescendant");
  else query.setAttribute("aria-activedescendant", `option-${active}`);
}

function choose(at) {
  const { thing, brief } = offered[at];
  if (pathFrom) go({ from: pathFrom.id, to: thing.id, thing: "", brief: "", focus: "", view: "" });
  else go(thing ? { thing: thing.id, brief: "" } : { brief: brief.id, thing: "" });
  closeSearch();
  by("details").focus({ preventScroll: true });
}

query.addEventListener("input", offer);
query.addEventListener("blur", () => (suggestions.hidden = true));
query.addEventListener("focus", () => query.value && offer());
query.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && offered.length) {
    active = (active + step + offered.length) % offered.length;
    point();
  } else if (event.key === "Enter" && active >= 0) choose(active);
  else if (event.key === "Escape") closeSearch();
  else return;
  event.preventDefault();
  event.stopPropagation();
});

// --- Buttons and keys

const home = () =>
  go({ thing: "", brief: "", focus: "", from: "", to: "", view: "", more: new Map(), hide: new Set() });
const toggleTable = () => go({ view: state.view ? "" : "table" });

by("home").addEventListener("click", home);
by("skip").addEventListener("click", () => {
  go({ view: "table" });
  addEventListener("hashchange", () => by("listing-title").focus(), { once: true });
});
by("show-picture").addEventListener("click", () => go({ view: "" }));
by("show-table").addEventListener("click", () => go({ view: "table" }));
by("help").addEventListener("click", () => by("keys").showModal());
by("theme").addEventListener("click", () => {
  const dark = state.theme ? state.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  amend({ theme: dark ? "light" : "dark" });
});
by("zoom-in").addEventListener("click", () => view.zoom(1.3));
by("zoom-out").addEventListener("click", () => view.zoom(1 / 1.3));
by("fit").addEventListener("click", () => view.fit());
by("grip").addEventListener("click", () => {
  const open = document.body.classList.toggle("sheet-open");
  by("grip").setAttribute("aria-expanded", String(open));
});

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || by("keys").open) return;
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) return;
  const thing = graph.byId.get(state.thing);
  const keys = {
    "/": () => query.focus(),
    "?": () => by("keys").showModal(),
    o: home,
    t: toggleTable,
    f: () => thing && go({ focus: thing.id, from: "", to: "" }),
    p: () => thing && startPath(thing),
    Escape: () => go({ thing: "", brief: "" }),
  };
  if (!keys[event.key] || (event.key !== "Escape" && !by("single-keys").checked)) return;
  event.preventDefault();
  keys[event.key]();
});

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => view.recolour());
addEventListener("hashchange", render);
const frame = by("canvas").querySelector(".vis-network");
frame.setAttribute("role", "application");
frame.setAttribute("aria-label", "Picture, moved by the arrow keys; the table holds the same");
render();
document.documentElement.dataset.ready = Math.round(performance.now());
