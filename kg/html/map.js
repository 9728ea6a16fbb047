// The map: how many initiatives were in, or for, each country. Dots stand where people live: no coasts, no borders.

import { count, h, own, svg } from "./dom.js";
import { dimensions, mostFirst } from "./facets.js";
import { toggled, wanting } from "./filters.js";
import { bounds, depth } from "./scale.js";

const OFFERED = 25; // options of each sort in the chooser
const SMALL = 3; // countries of no more dots are drawn larger where there is something to tell
const RISE = Math.sqrt(3) / 2; // between two rows of a hexagonal grid

/** Where each country's dots are, from the runs that kg/html/world.py gives: { width, height, dots }. */
export function laidOut(world) {
  const dots = new Map();
  let [rows, width] = [0, 0];
  for (const [code, runs] of Object.entries(world)) {
    const mine = [];
    for (let at = 0; at < runs.length; at += 3) {
      const [row, column, length] = runs.slice(at, at + 3);
      for (let each = column; each < column + length; each++) mine.push([each + (row % 2) / 2 + 1, row]);
      rows = Math.max(rows, row);
      width = Math.max(width, column + length + 2);
    }
    dots.set(code, mine);
  }
  for (const mine of dots.values()) for (const dot of mine) dot[1] = (rows - dot[1]) * RISE + 1;
  return { width, height: rows * RISE + 2, dots };
}

/**
 * Make a world map. Gives { figure, paint(told) }: told is a Map from code of a country to { label, number, href, chosen },
 * of which all but the label may be missing.
 */
export function worldMap(world, label) {
  const { width, height, dots } = laidOut(world);
  const figure = svg("svg", { viewBox: `0 0 ${width} ${height.toFixed(2)}`, role: "img", "aria-label": label });
  const paths = new Map();
  for (const [code, mine] of [...dots].sort(([, a], [, b]) => b.length - a.length)) {
    const path = svg("path", { d: mine.map(([x, y]) => `M${x} ${y.toFixed(2)}h0`).join(""), "data-code": code });
    paths.set(code, path);
    if (mine.length <= SMALL) path.setAttribute("data-small", "");
    figure.append(path);
  }
  figure.addEventListener("click", ({ target }) => {
    if (target.dataset.href) location.href = target.dataset.href;
  });
  function paint(told) {
    const most = Math.max(0, ...[...told.values()].map(({ number }) => number ?? 0));
    for (const [code, path] of paths) {
      const { label: name, number = 0, href, chosen } = told.get(code) ?? {};
      path.setAttribute("class", `depth-${depth(number, most)}${chosen ? " chosen" : ""}`);
      if (href) path.dataset.href = href;
      path.replaceChildren(...(name ? [svg("title", {}, `${name}: ${number.toLocaleString("en")}`)] : []));
    }
  }
  return { figure, paint };
}

/** What the depths of colour stand for, where the most are so many: items of a list. */
export const depths = (most) =>
  bounds(most).map(([step, number], at, all) => {
    const last = (all[at + 1]?.[1] ?? most + 1) - 1;
    return h("li", {}, h("span", { class: `hue depth-${step}` }), number === last ? number : `${number}–${last}`);
  });

/** An item of a list of countries, with a bar as long as its number. */
export function rank(label, number, most, href, chosen) {
  const item = h(
    "li",
    { class: chosen && "chosen" },
    h("a", { href }, own(label)),
    h("span", { class: "count" }, number.toLocaleString("en")),
  );
  item.style.setProperty("--share", number / most);
  return item;
}

export const map = {
  name: "map",
  label: "Map",
  create(host, page) {
    const heading = h("h2");
    const key = h("ul", { class: "key" });
    const place = h("div", { class: "world" });
    const list = h("ol", { class: "ranks" });
    const chooser = h("div", { class: "choosers" });
    const note = h(
      "p",
      { class: "note" },
      "A dot stands for land where people live (GeoNames); countries as in ISO 3166, without a view on any border.",
    );
    host.tabIndex = 0; // it scrolls, and may hold no link
    host.append(h("div", { class: "bar" }, heading, chooser, key), h("div", { class: "mapped" }, place, list), note);

    let world;

    // One topic, programme, donor … of which the map is to tell: a filter like any other, at hand.
    function choose(graph, state, selection) {
      const offered = dimensions(graph).filter(
        ({ key, tellsWhere }) => tellsWhere === false && selection.options.get(key).size,
      );
      const chosen = offered.flatMap(({ key }) => [...(state.only.get(key) ?? [])].map((option) => `${key} ${option}`));
      const pick = async ({ target }) => {
        const [key, ...option] = target.value.split(" ");
        const cleared = new Map([...state.only].filter(([each]) => !offered.some((it) => it.key === each)));
        await page.amend(target.value ? wanting({ only: cleared }, [key, option.join(" ")]) : { only: cleared });
        chooser.querySelector("select").focus();
      };
      const group = ({ key, label }) => {
        const rows = [...selection.options.get(key)].map(([option, told]) => ({ option, ...told })).sort(mostFirst);
        return h(
          "optgroup",
          { label },
          rows
            .slice(0, OFFERED)
            .map(({ option, label: name, number }) =>
              h(
                "option",
                { value: `${key} ${option}`, selected: chosen.length === 1 && chosen[0] === `${key} ${option}` },
                `${name} (${number})`,
              ),
            ),
        );
      };
      chooser.replaceChildren(
        h(
          "label",
          {},
          "Show ",
          h(
            "select",
            { onchange: pick },
            h("option", { value: "" }, `all ${graph.kinds[0][1].toLowerCase()}`),
            offered.map(group),
          ),
        ),
      );
    }

    function show({ graph, state, selection, chosen }) {
      choose(graph, state, selection);
      if (!world)
        place.append((world = worldMap(graph.world, "World map of dots; the list below holds the same")).figure);
      const counts = selection.options.get("country");
      const numbers = new Map(
        graph.places.filter(({ code }) => code).map((each) => [each, counts.get(each.key)?.number ?? 0]),
      );
      const ranked = [...numbers]
        .map(([country, number]) => ({ country, label: country.label, number }))
        .filter(({ number }) => number)
        .sort(mostFirst);
      const most = ranked[0]?.number ?? 0;
      const wanted = state.only.get("country") ?? new Set();
      const marked = (country) => country && (chosen?.id === country.key || wanted.has(country.key));
      const towards = ({ key: id }) =>
        graph.byId.has(id) ? page.href({ thing: id, brief: "" }) : page.href(toggled(state, "country", id));

      const { of } = dimensions(graph).find(({ key }) => key === "country");
      const placed = selection.initiatives.filter((each) => of(each, selection.of(each)).size).length;
      heading.textContent = `${count(placed, graph.kinds[0])} in ${count(ranked.length, ["country", "countries"])}`;
      world.paint(
        new Map(
          [...numbers].map(([country, number]) => [
            country.code,
            { label: country.label, number, href: towards(country), chosen: marked(country) },
          ]),
        ),
      );
      key.replaceChildren(...depths(most));
      list.replaceChildren(
        ...ranked.map(({ country, label, number }) => rank(label, number, most, towards(country), marked(country))),
      );
      if (!ranked.length)
        list.replaceChildren(h("li", { class: "none" }, "No country has an initiative that passes the filters."));
    }

    return { show };
  },
};
