// Many initiatives in groups, by one thing that they can be told apart by: each group a field as large as it counts.

import { count, h, own } from "./dom.js";
import { dimensions, mostFirst, tally } from "./facets.js";
import { wanting } from "./filters.js";

const FIELDS = 12;
const LEAST = 0.045; // of the whole: a smaller field would hold no name
const ASPECT = 1.3; // of the whole, width by height; less than it is, so that fields have room for words

/**
 * Fields for some values, largest first, as near to squares as they go: [{ x, y, width, height }] in parts of the
 * whole (Bruls, Huizing and van Wijk, Squarified treemaps, 2000). aspect: width of the whole by its height.
 */
export function fields(values, aspect = ASPECT) {
  const total = values.reduce((sum, value) => sum + value, 0);
  const areas = values.map((value) => (value / total) * aspect);
  const made = [];
  let [x, y, width, height] = [0, 0, aspect, 1];
  for (let at = 0; at < areas.length; ) {
    const side = Math.min(width, height);
    const worst = (row) => {
      const thick = row.reduce((sum, area) => sum + area, 0) / side;
      return Math.max(...row.map((area) => Math.max(thick ** 2 / area, area / thick ** 2)));
    };
    let end = at + 1;
    while (end < areas.length && worst(areas.slice(at, end + 1)) <= worst(areas.slice(at, end))) end++;
    const row = areas.slice(at, end);
    const thick = row.reduce((sum, area) => sum + area, 0) / side;
    let along = 0;
    for (const area of row) {
      const long = area / thick;
      made.push(
        width > height
          ? { x, y: y + along, width: thick, height: long }
          : { x: x + along, y, width: long, height: thick },
      );
      along += long;
    }
    if (width > height) [x, width] = [x + thick, width - thick];
    else [y, height] = [y + thick, height - thick];
    at = end;
  }
  return made.map((field) => ({
    x: field.x / aspect,
    y: field.y,
    width: field.width / aspect,
    height: field.height,
  }));
}

/**
 * The groups of what passes by a dimension, largest first: [{ option, label, initiatives, often }]; often: the labels
 * of what else its initiatives link, but for what half of all link.
 */
export function grouping(selection, dimension) {
  const groups = new Map();
  const linked = (initiative) =>
    new Set(
      selection
        .of(initiative)
        .map(({ object }) => object)
        .filter(Boolean),
    );
  const everywhere = new Map();
  for (const initiative of selection.initiatives) {
    for (const thing of linked(initiative)) everywhere.set(thing, (everywhere.get(thing) ?? 0) + 1);
    for (const [option, label] of dimension.of(initiative, selection.of(initiative))) {
      if (!groups.has(option)) groups.set(option, { option, label, initiatives: [] });
      groups.get(option).initiatives.push(initiative);
    }
  }
  const told = ({ option, label, initiatives }) =>
    tally(
      initiatives
        .flatMap((initiative) => [...linked(initiative)])
        .filter((thing) => thing.id !== option && everywhere.get(thing) * 2 <= selection.initiatives.length)
        .map((thing) => thing.label)
        .filter((name) => name !== label),
    );
  return [...groups.values()]
    .map((group) => ({ ...group, number: group.initiatives.length }))
    .sort(mostFirst)
    .map((group, at) => ({
      ...group,
      often:
        at < FIELDS
          ? told(group)
              .slice(0, 8)
              .map(({ label }) => label)
          : [],
    }));
}

/** The groups of a scene, with a choice of what they are made by; null where nothing tells its initiatives apart. */
export function groups({ graph, state, selection }, page) {
  const choices = dimensions(graph).filter(
    ({ key }) => key !== "year" && selection.options.get(key).size > 1 && !state.only.get(key)?.size,
  );
  const dimension =
    choices.find(({ key }) => key === state.by) ?? choices.find(({ key }) => key !== "type") ?? choices[0];
  if (!dimension) return null;
  const all = grouping(selection, dimension);
  const drawn = all.slice(0, FIELDS);
  const rest = all.slice(FIELDS);
  const open = ({ option }) => page.href({ ...wanting(state, [dimension.key, option]), by: "" });
  const largest = Math.max(...drawn.map(({ number }) => number));
  const sum = drawn.reduce((total, group) => total + group.number, 0);
  const places = fields(drawn.map((group) => Math.max(group.number, sum * LEAST)));
  const tiles = drawn.map((group, at) => {
    const area = places[at].width * places[at].height;
    const wide = area > 0.12;
    const tile = h(
      "li",
      { class: `group-field${wide ? " wide" : ""}` },
      h(
        "a",
        { href: open(group), title: `${group.label}: ${count(group.number, graph.kinds[0])}` },
        h(
          "span",
          { class: "name" },
          h("b", {}, own(group.label)),
          h("span", { class: "number" }, group.number.toLocaleString("en")),
        ),
        group.often.length > 0 &&
          h(
            "small",
            {},
            group.often.map((name) => h("span", {}, own(name))),
          ),
      ),
    );
    for (const [name, part] of Object.entries(places[at])) tile.style.setProperty(`--${name}`, `${100 * part}%`);
    tile.style.setProperty("--share", group.number / largest);
    return tile;
  });
  return h(
    "section",
    { id: "groups", "aria-labelledby": "groups-title" },
    h(
      "div",
      { class: "bar" },
      h("h2", { id: "groups-title" }, `${graph.kinds[0][1]} by`),
      h(
        "p",
        { class: "choices", role: "group", "aria-label": "Grouped by" },
        choices.map(({ key, label }) =>
          h(
            "a",
            { class: "button", href: page.href({ by: key }), "aria-current": key === dimension.key && "true" },
            label,
          ),
        ),
      ),
    ),
    h("ol", { class: "fields" }, tiles),
    rest.length > 0 &&
      h(
        "details",
        { class: "further" },
        h("summary", {}, `${rest.length.toLocaleString("en")} smaller groups`),
        h(
          "ul",
          {},
          rest
            .slice(0, 200)
            .map((group) =>
              h(
                "li",
                {},
                h("a", { href: open(group) }, own(group.label)),
                h("span", { class: "count" }, group.number.toLocaleString("en")),
              ),
            ),
        ),
      ),
  );
}
