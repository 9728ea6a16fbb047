// What is shown of the graph: the part that passes every filter.

import { by, h } from "./dom.js";
import { icon } from "./kinds.js";

let last = {}; // most steps of a user change no filter

/** The things and facts that pass the filters of a state: { things, facts }, two Sets. */
export function select(graph, state) {
  const filters = [...state.hide].sort().join();
  if (last.graph !== graph || last.filters !== filters) last = { graph, filters, ...passing(graph, state) };
  return last;
}

function passing(graph, state) {
  const passes = (thing) => !state.hide.has(String(thing.kind));
  return {
    things: new Set(graph.things.filter(passes)),
    facts: new Set(graph.facts.filter(({ subject, object }) => passes(subject) && (!object || passes(object)))),
  };
}

/** Show the filters of a scene. */
export function showFilters({ graph, state }, page) {
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
              const hide = new Set(state.hide);
              if (!hide.delete(String(kind))) hide.add(String(kind));
              await page.amend({ hide });
              by("legend").querySelector(`[data-kind="${kind}"]`).focus();
            },
          },
          icon(kind),
          many,
        );
      }),
  );
}
