// A large graph at a glance: initiatives in groups, and of each kind what most have to do with.
// Nothing is drawn that cannot be read.

import { h, own } from "./dom.js";
import { mostFirst } from "./facets.js";
import { wanting } from "./filters.js";
import { other } from "./graph.js";
import { groups } from "./groups.js";
import { icon } from "./kinds.js";

const ROWS = 8;

/** How many of some initiatives each thing has to do with, as the briefs say: a Map from thing to number. */
export function involved(things, facts) {
  const numbers = new Map();
  for (const initiative of things) {
    if (initiative.kind !== 0) continue;
    const linked = initiative.facts.filter((fact) => fact.basis === 0 && fact.object && facts.has(fact));
    for (const thing of new Set(linked.map((fact) => other(fact, initiative)))) {
      if (thing.kind !== 0) numbers.set(thing, (numbers.get(thing) ?? 0) + 1);
    }
  }
  return numbers;
}

/** What a board shows of a scene: its initiatives in groups, by type and by year, and a card for each kind. */
export function glance(scene, page) {
  const { graph, state, selection } = scene;
  const { initiatives } = selection;
  const numbers = [...involved(initiatives, selection.facts)].sort(([a, m], [b, n]) => n - m || a.index - b.index);
  const many = graph.kinds[0][1];
  const options = (key, compare) =>
    [...selection.options.get(key)]
      .sort(compare)
      .map(([option, { label, number }]) => [
        h("a", { href: page.href(wanting(state, [key, option])) }, own(label)),
        number,
      ]);
  const types = options("type", ([, a], [, b]) => mostFirst(a, b));
  const years = options("year", ([a], [b]) => (a < b ? 1 : -1));
  const kinds = graph.kinds.map(([, plural], kind) => {
    const rows = numbers.filter(([thing]) => thing.kind === kind);
    const link = (thing) =>
      h("a", { href: page.href({ thing: thing.id, brief: "", focus: thing.id }) }, own(thing.label));
    return card(
      [icon(kind), plural],
      "",
      rows.map(([thing, number]) => [link(thing), number]),
    );
  });
  return [
    groups(scene, page),
    card([icon(0), many], initiatives.length, types),
    card([icon(0), `${many} by year`], "", years),
    ...kinds,
  ].filter(Boolean);
}

function card(title, total, rows) {
  if (!rows.length) return null;
  const largest = Math.max(...rows.map(([, number]) => number));
  const items = rows.slice(0, ROWS).map(([label, number]) => {
    const item = h("li", {}, h("span", {}, label), h("span", { class: "count" }, number.toLocaleString("en")));
    item.style.setProperty("--share", number / largest);
    return item;
  });
  return h(
    "section",
    { class: "card" },
    h("h3", {}, title, h("span", { class: "count" }, total.toLocaleString("en"))),
    h("ol", {}, items),
  );
}
