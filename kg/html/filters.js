// The filters: what is shown of the graph, how much of it there is of each sort, and how to change that.

import { by, capital, count, h, own } from "./dom.js";
import { dimensions, mostFirst, passing } from "./facets.js";
import { icon } from "./kinds.js";
import { address, parse } from "./state.js";

const FEW = 7;
const FILTERS = ["hide", "only", "cut", "sure", "known", "since", "until"];

const filtersOf = (state) => Object.fromEntries(FILTERS.map((name) => [name, state[name]]));
const UNCHOSEN = parse("");

/** The change after which nothing is filtered. */
export const UNFILTERED = filtersOf(UNCHOSEN);

let last = {}; // most steps of a user change no filter

/** What passes the filters of a state, see facets.js. */
export function select(graph, state) {
  const filters = address({ ...UNCHOSEN, ...filtersOf(state) });
  if (last.graph !== graph || last.filters !== filters) last = { graph, filters, ...passing(graph, state) };
  return last;
}

/** A set with a member that it lacks, or without one that it has. */
function flipped(set, member) {
  const made = new Set(set);
  if (!made.delete(member)) made.add(member);
  return made;
}

/** The change that puts an option of a dimension to what is wanted, or takes it away. */
export const toggled = (state, key, option) => ({
  only: new Map([...state.only, [key, flipped(state.only.get(key), option)]]),
});

/** The change that wants just one option of each dimension named, beside all other filters. */
export const wanting = (state, ...pairs) => ({
  only: new Map([...state.only, ...pairs.map(([key, option]) => [key, new Set([option])])]),
});

const open = new Set(["type", "year", "region"]); // groups of filters unfolded
const whole = new Set(); // … and shown to the end

/** Show the filters of a scene: kinds below the view, chosen filters above it, all others in a drawer. */
export function showFilters(scene, page) {
  showKinds(scene, page);
  showChosen(scene, page);
  showDrawer(scene, page);
}

function showKinds({ graph, state }, page) {
  const present = new Set(graph.things.map((thing) => thing.kind));
  by("legend").replaceChildren(
    ...[...present]
      .sort((a, b) => a - b)
      .map((kind) => {
        const many = graph.kinds[kind][1];
        return h(
          "button",
          {
            type: "button",
            "aria-pressed": String(!state.hide.has(String(kind))),
            "data-kind": kind,
            title: `Show or hide ${many.toLowerCase()}`,
            onclick: async () => {
              await page.amend({ hide: flipped(state.hide, String(kind)) });
              by("legend").querySelector(`[data-kind="${kind}"]`).focus();
            },
          },
          icon(kind),
          many,
        );
      }),
  );
}

function chosenOf({ graph, state, selection }) {
  const chips = [];
  for (const { key, label } of dimensions(graph)) {
    for (const option of state.only.get(key) ?? []) {
      const name = selection.options.get(key).get(option)?.label ?? graph.byId.get(option)?.label ?? option;
      chips.push([`${label}: ${name}`, toggled(state, key, option)]);
    }
  }
  if (state.since || state.until)
    chips.push([`${state.since || "…"} to ${state.until || "…"}`, { since: "", until: "" }]);
  if (state.sure) chips.push([`At least ${state.sure}% sure`, { sure: "" }]);
  if (state.known) chips.push(["No candidates", { known: "" }]);
  for (const relation of state.cut) {
    chips.push([`Without “${graph.relations[relation]}”`, { cut: flipped(state.cut, relation) }]);
  }
  return chips;
}

function showChosen(scene, page) {
  const { graph, selection } = scene;
  const chips = chosenOf(scene);
  const total = graph.things.filter((thing) => thing.kind === 0).length;
  const chosen = by("chosen");
  const focused = [...chosen.querySelectorAll("button")].indexOf(document.activeElement);
  chosen.hidden = !chips.length;
  chosen.replaceChildren(
    h("b", {}, `${selection.initiatives.length.toLocaleString("en")} of ${count(total, graph.kinds[0])}`),
    ...chips.map(([name, change]) =>
      h(
        "button",
        { type: "button", class: "chip", title: "Take this filter away", onclick: () => page.amend(change) },
        own(name),
        h("span", { "aria-hidden": "true" }, "×"),
      ),
    ),
    h("button", { type: "button", class: "plain", onclick: () => page.amend(UNFILTERED) }, "Clear all"),
  );
  by("show-filters").replaceChildren("Filters ", chips.length ? h("span", { class: "badge" }, chips.length) : "");
  if (focused >= 0) (chosen.querySelectorAll("button")[focused] ?? by("show-filters")).focus();
}

function showDrawer(scene, page) {
  const drawer = by("filters");
  if (drawer.hidden) return;
  const { graph, state, selection } = scene;
  const focused = document.activeElement?.dataset.filter;
  const scrolled = drawer.scrollTop;
  const again = () => showDrawer(scene, page);
  drawer.replaceChildren(
    h(
      "div",
      { class: "bar" },
      h("h2", {}, "Filters"),
      h(
        "button",
        { type: "button", "aria-label": "Close the filters", onclick: () => by("show-filters").click() },
        "×",
      ),
    ),
    sureness(state, page),
    ...dimensions(graph)
      .map(({ key, label }) => choices({ key, label, options: selection.options.get(key), state, page, again }))
      .filter(Boolean),
    relations(graph, state, page),
  );
  drawer.scrollTop = scrolled;
  if (focused) drawer.querySelector(`[data-filter="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

function sureness(state, page) {
  const shown = h("output", {}, state.sure ? `${state.sure}% or more` : "any");
  return h(
    "div",
    { class: "sureness" },
    h("label", { for: "sure" }, "How sure ", shown),
    h("input", {
      id: "sure",
      "data-filter": "sure",
      type: "range",
      min: 0,
      max: 95,
      step: 5,
      value: state.sure || 0,
      oninput: (event) => (shown.textContent = Number(event.target.value) ? `${event.target.value}% or more` : "any"),
      onchange: (event) => page.amend({ sure: Number(event.target.value) ? event.target.value : "" }),
    }),
    tick("known", !state.known, "Names new to the vocabulary (candidates)", "", () =>
      page.amend({ known: state.known ? "" : "1" }),
    ),
  );
}

function tick(name, checked, label, number, onchange) {
  return h(
    "label",
    { class: "tick" },
    h("input", { type: "checkbox", "data-filter": name, checked, onchange }),
    own(label),
    h("span", { class: "count" }, number),
  );
}

function fold(key, label, number, content) {
  return h(
    "details",
    {
      open: open.has(key),
      ontoggle: (event) => (event.target.open ? open.add(key) : open.delete(key)),
    },
    h("summary", { "data-filter": `group ${key}` }, capital(label), h("span", { class: "count" }, number)),
    content,
  );
}

function choices({ key, label, options, state, page, again }) {
  const wanted = state.only.get(key) ?? new Set();
  const rows = [...options]
    .map(([option, { label: name, number }]) => ({ option, label: name, number }))
    .concat(
      [...wanted].filter((option) => !options.has(option)).map((option) => ({ option, label: option, number: 0 })),
    )
    .sort(key === "year" ? (a, b) => (a.option < b.option ? 1 : -1) : mostFirst);
  if (!rows.length) return null;
  const few = whole.has(key) ? rows : rows.filter(({ option }, at) => at < FEW || wanted.has(option));
  return fold(key, label, rows.length.toLocaleString("en"), [
    few.map(({ option, label: name, number }) =>
      tick(`${key} ${option}`, wanted.has(option), name, number.toLocaleString("en"), () =>
        page.amend(toggled(state, key, option)),
      ),
    ),
    few.length < rows.length &&
      h(
        "button",
        {
          type: "button",
          class: "plain",
          onclick: () => {
            whole.add(key);
            again();
          },
        },
        `Show all ${rows.length.toLocaleString("en")}`,
      ),
  ]);
}

function relations(graph, state, page) {
  const numbers = new Map();
  for (const { relation } of graph.facts) numbers.set(relation, (numbers.get(relation) ?? 0) + 1);
  return fold("relation", "Links shown", numbers.size, [
    [...numbers].map(([relation, number]) =>
      tick(
        `relation ${relation}`,
        !state.cut.has(String(relation)),
        capital(graph.relations[relation]),
        number.toLocaleString("en"),
        () => page.amend({ cut: flipped(state.cut, String(relation)) }),
      ),
    ),
  ]);
}
