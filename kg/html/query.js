// The page to ask in SPARQL: an editor, the stock questions, and answers as table, chart, map or picture.

import { ACCEPT, bars, countryColumn, network, read, sorts } from "./answers.js";
import { canvas } from "./canvas.js";
import { saveRows } from "./csv.js";
import { by, collator, count, h, own } from "./dom.js";
import { editor } from "./editor.js";
import { MOST } from "./graph.js";
import { icon } from "./kinds.js";
import { depths, rank, worldMap } from "./map.js";
import { fold } from "./search.js";
import { packedData } from "./source.js";

const LISTED = 200;
const BARS = 60;
const HINTS = 8;
const TOLD = 160; // characters of what is wrong

const { base, prefixes, words, questions, kinds, classes, countries, world } = await packedData();
const byIri = new Map(countries.map(([iri, code, label]) => [iri, { code, label }]));
const spaces = Object.entries(prefixes);

/** An IRI as people write it. */
function short(iri) {
  const [prefix, space] = spaces.find(([, each]) => iri.startsWith(each)) ?? [];
  return prefix ? `${prefix}:${iri.slice(space.length)}` : iri;
}

/** Where an IRI leads: things of the graph have pages here. */
function towards(iri) {
  if (iri.startsWith(base)) return `/${iri.slice(base.length)}`;
  return /^https?:/.test(iri) ? iri : null;
}

const link = (iri, label = short(iri)) =>
  towards(iri)
    ? h("a", { href: towards(iri), rel: iri.startsWith(base) ? null : "noreferrer external" }, own(label))
    : own(label);

async function hints(word) {
  const [prefix, name] = word.includes(":") ? word.split(":") : ["", word];
  const wanted = fold(word);
  const known = words.filter(
    ([text, label]) => fold(text).startsWith(wanted) || (!prefix && fold(label).includes(wanted)),
  );
  const found = known.map(([text, label]) => ({ text, label }));
  if (prefix === "id" && name) {
    const answer = await fetch(
      `/explore/search?${new URLSearchParams({ q: name.replaceAll("-", " "), limit: HINTS })}`,
    );
    for (const { thing, name: called } of answer.ok ? await answer.json() : []) {
      if (thing && /^[\w-]+$/.test(thing.id)) found.push({ text: `id:${thing.id}`, label: thing.label || called });
    }
  }
  return found.slice(0, HINTS);
}

by("stock").open = !matchMedia("(max-width: 900px)").matches;
const sheet = editor(() => ask(), hints);
by("sheet").replaceWith(sheet.element);
by("questions").append(
  ...questions.map(([title, description, sparql]) =>
    h(
      "li",
      {},
      h(
        "button",
        {
          type: "button",
          onclick: () => {
            sheet.write(sparql);
            ask();
          },
        },
        h("b", {}, title),
        h("small", {}, description),
      ),
    ),
  ),
);

// --- Views of an answer. Each: [name, label, whether it can show the answer, element(answer)].

const VIEWS = [
  ["table", "Table", () => true, table],
  ["chart", "Chart", ({ rows, columns }) => rows.length > 0 && sorts({ rows, columns }).names.length > 0, chart],
  ["map", "Map", (it) => countryColumn(it, byIri) >= 0, map],
  ["graph", "Graph", (it) => network(it, short).facts.size > 0, picture],
];
let answer = null;

const state = () => new URLSearchParams(location.hash.slice(1));
const href = (change) => `#${new URLSearchParams({ ...Object.fromEntries(state()), ...change })}`;

function show() {
  const wanted = state().get("show");
  const able = VIEWS.filter(([, , can]) => can(answer));
  const [name, , , made] = able.find(([each]) => each === wanted) ?? able[0];
  by("answer").replaceChildren(
    h(
      "div",
      { class: "bar" },
      h("h2", { id: "told" }, count(answer.rows.length, answer.triples ? ["triple", "triples"] : ["row", "rows"])),
      h("small", {}, `${answer.seconds.toFixed(2)} s`),
      h(
        "div",
        { class: "choosers", role: "group", "aria-label": "Show as" },
        VIEWS.map(([each, label, can]) =>
          h(
            "button",
            {
              type: "button",
              id: `show-${each}`,
              "aria-pressed": String(each === name),
              disabled: !can(answer),
              onclick: () => {
                history.replaceState(null, "", href({ show: each }));
                show();
                by(`show-${each}`).focus();
              },
            },
            label,
          ),
        ),
        h("button", { type: "button", id: "save", onclick: save }, "CSV"),
      ),
    ),
    h("div", { id: "view", class: name }),
  );
  by("view").append(...[made(answer)].flat());
}

function save() {
  const cell = (term) => (term ? (Number.isNaN(term.number) ? term.value : term.number) : "");
  saveRows("answer.csv", [answer.columns, ...answer.rows.map((row) => row.map(cell))]);
}

function table({ columns, rows }) {
  const { numbers } = sorts({ columns, rows });
  let [sorted, sign, shown] = [-1, 1, LISTED];
  const place = h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Rows of the answer" });
  const compared = (a, b) =>
    (a && b ? a.number - b.number || collator.compare(a.value, b.value) : Number(!a) - Number(!b)) || 0;
  function fill() {
    const ordered = sorted < 0 ? rows : [...rows].sort((a, b) => sign * compared(a[sorted], b[sorted]));
    const head = (name, at) =>
      h(
        "th",
        {
          scope: "col",
          class: numbers.includes(at) && "number",
          "aria-sort": at === sorted && (sign > 0 ? "ascending" : "descending"),
        },
        h(
          "button",
          {
            type: "button",
            onclick: () => {
              [sign, sorted] = [at === sorted ? -sign : numbers.includes(at) ? -1 : 1, at];
              fill();
              place.querySelectorAll("th button")[at].focus();
            },
          },
          name,
        ),
      );
    const cell = (term, at) =>
      h(
        "td",
        { class: numbers.includes(at) && "number" },
        term &&
          (term.iri ? link(term.value) : own(numbers.includes(at) ? term.number.toLocaleString("en") : term.value)),
      );
    place.replaceChildren(
      h(
        "table",
        {},
        h("caption", {}, "The answer; its columns can be sorted"),
        h("thead", {}, h("tr", {}, columns.map(head))),
        h(
          "tbody",
          {},
          ordered.slice(0, shown).map((row) => h("tr", {}, row.map(cell))),
        ),
      ),
      rows.length ? "" : h("p", { class: "none" }, "Nothing answers the question."),
      shown < rows.length
        ? h(
            "button",
            {
              type: "button",
              onclick: () => {
                shown += 5 * LISTED;
                fill();
              },
            },
            `Show more of ${rows.length.toLocaleString("en")}`,
          )
        : "",
    );
  }
  fill();
  return place;
}

const written = ({ value, iri }) => (iri ? short(value) : value);

function chart(it) {
  const { numbers, names } = sorts(it);
  const readable = names.find((at) => !it.rows.some((row) => row[at]?.iri));
  let [name, value] = [readable ?? names[0], numbers[0] ?? -1];
  const place = h("div");
  const pick = (label, options, chosen, choose) =>
    h(
      "label",
      {},
      `${label} `,
      h(
        "select",
        { onchange: (event) => (choose(Number(event.target.value)), fill()) },
        options.map((at) => h("option", { value: at, selected: at === chosen }, at < 0 ? "rows" : it.columns[at])),
      ),
    );
  function fill() {
    const all = bars(it, name, value, written);
    const most = Math.max(1, ...all.map(({ number }) => number));
    const bar = ({ label, number }) => {
      const item = h("li", {}, h("span", {}, own(label)), h("span", { class: "count" }, number.toLocaleString("en")));
      item.style.setProperty("--share", Math.max(0, number / most));
      return item;
    };
    place.replaceChildren(
      h("ol", { class: "bars" }, all.slice(0, BARS).map(bar)),
      all.length > BARS
        ? h("p", { class: "note" }, `${(all.length - BARS).toLocaleString("en")} more are in the table.`)
        : "",
    );
  }
  fill();
  return [
    h(
      "p",
      { class: "choosers" },
      pick("Length", [...numbers, -1], value, (at) => (value = at)),
      pick("by", names, name, (at) => (name = at)),
    ),
    place,
  ];
}

function map(it) {
  const column = countryColumn(it, byIri);
  const value = sorts(it).numbers[0] ?? -1;
  const ranked = bars(it, column, value).filter(({ label }) => byIri.has(label));
  const most = Math.max(1, ...ranked.map(({ number }) => number));
  const drawn = worldMap(world, "World map of dots; the list below holds the same");
  drawn.paint(
    new Map(
      ranked.map(({ label: iri, number }) => [byIri.get(iri).code, { ...byIri.get(iri), number, href: towards(iri) }]),
    ),
  );
  return [
    h(
      "ul",
      { class: "key" },
      h("li", {}, `${value < 0 ? "rows" : it.columns[value]} by ${it.columns[column]}`),
      depths(most),
    ),
    h("div", { class: "world" }, drawn.figure),
    h(
      "ol",
      { class: "ranks" },
      ranked.map(({ label: iri, number }) => rank(byIri.get(iri).label, number, most, towards(iri))),
    ),
  ];
}

/** What the graph tells of things: [[IRI, number of a kind, English name], …], where it does not tell, nothing. */
async function told(iris) {
  const wanted = iris.filter((iri) => iri.startsWith(base) && !/[<>"{}|^`\\\s]/.test(iri));
  const query = `SELECT ?thing ?class ?name {
    VALUES ?thing { ${wanted.map((iri) => `<${iri}>`).join(" ")} } ?thing a ?class
    OPTIONAL { ?thing skos:prefLabel|rdfs:label|schema:headline ?name FILTER(LANG(?name) IN ("en", "")) } }`;
  const response = await asked(query);
  if (!response.ok) return [];
  const { rows } = read(await response.text(), response.headers.get("content-type"));
  return rows.map(([thing, cls, name]) => [thing.value, classes[cls.value], name?.value]);
}

function picture(it) {
  const { things, relations, facts } = network(it, short);
  const most = [...things].sort((a, b) => b.facts.length - a.facts.length).slice(0, MOST);
  const key = h("ul", { class: "key" });
  const note = h(
    "p",
    { class: "note" },
    things.length > MOST ? `The ${MOST} of ${things.length.toLocaleString("en")} with most links. ` : "",
    "A click on a thing leads on; the table holds the same.",
  );
  const place = h("div", { id: "canvas" });
  const tip = h("div", { id: "tip", hidden: true });
  const nothing = () => {};
  requestAnimationFrame(async () => {
    const byId = new Map(most.map((thing) => [thing.id, thing]));
    const present = new Set();
    for (const [id, kind, name] of await told([...byId.keys()])) {
      const thing = byId.get(id);
      if (thing.label === short(id)) thing.label = name ?? thing.label;
      if (kind === undefined) continue;
      thing.kind = kind;
      present.add(kind);
    }
    key.append(...[...present].sort((a, b) => a - b).map((kind) => h("li", {}, icon(kind), kinds[kind])));
    if (!place.isConnected) return;
    const drawn = canvas(place, tip, {
      open({ id, label }) {
        note.replaceChildren("Open ", link(id, label));
      },
      focus: ({ id }) => towards(id) && (location.href = towards(id)),
      clear: nothing,
      pin: nothing,
    });
    drawn.draw(most, facts, relations, { thing: null, near: new Set(), pins: new Map(), ways: [] });
    const frame = place.querySelector(".vis-network");
    frame.setAttribute("role", "application");
    frame.setAttribute("aria-label", "Picture, moved by the arrow keys; the table holds the same");
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawn.recolour());
  });
  return [key, h("div", { class: "drawn" }, place, tip), note];
}

// --- Asking

let going = null; // the request that has no answer yet

const asked = (query, signal) =>
  fetch("/sparql", {
    method: "POST",
    headers: { "Content-Type": "application/sparql-query", Accept: ACCEPT },
    body: query,
    signal,
  });

async function ask() {
  const query = sheet.text();
  if (state().get("query") !== query) history.pushState(null, "", href({ query }));
  going?.abort();
  const mine = (going = new AbortController());
  by("run").textContent = "Stop";
  by("fault").replaceChildren();
  const begin = performance.now();
  try {
    const response = await asked(query, mine.signal);
    const text = await response.text();
    if (!response.ok) return refused(JSON.parse(text));
    answer = { ...read(text, response.headers.get("content-type")), seconds: (performance.now() - begin) / 1000 };
    show();
  } catch (error) {
    if (error.name !== "AbortError") refused({ detail: "The server cannot be reached. Is it running?" });
  } finally {
    if (going === mine) {
      going = null;
      by("run").textContent = "Ask";
    }
  }
}

function refused({ detail, line, column }) {
  const told = detail.replace(/^the query has a fault: error at \d+:\d+: /, "");
  by("fault").replaceChildren(
    h("b", {}, line ? `Line ${line}, column ${column}: ` : ""),
    told.length > TOLD ? `${told.slice(0, TOLD)}…` : told,
  );
  if (line) sheet.fault(line, column);
}

by("run").addEventListener("click", () => {
  if (going) going.abort();
  else ask();
});

function open() {
  const query = state().get("query");
  if (!query || query === sheet.text()) return;
  sheet.write(query);
  ask();
}
addEventListener("popstate", open);
sheet.write(state().get("query") ? "" : by("example").textContent);
open();
document.documentElement.dataset.ready = Math.round(performance.now());
