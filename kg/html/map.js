// The map: how many initiatives were in, or for, each country. Dots stand where people live: no coasts, no borders.

import { count, h, own, svg } from "./dom.js";
import { dimensions, mostFirst } from "./facets.js";
import { toggled } from "./filters.js";
import { bounds, depth } from "./scale.js";

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

export const map = {
  name: "map",
  label: "Map",
  create(host, page) {
    const heading = h("h2");
    const key = h("ul", { class: "key" });
    const place = h("div", { class: "world" });
    const list = h("ol", { class: "ranks" });
    const note = h(
      "p",
      { class: "note" },
      "A dot stands for land where people live (GeoNames); countries as in ISO 3166, without a view on any border.",
    );
    host.tabIndex = 0; // it scrolls, and may hold no link
    host.append(h("div", { class: "bar" }, heading, key), h("div", { class: "mapped" }, place, list), note);

    let figure;
    const paths = new Map();
    const codes = new Map();

    function draw(graph) {
      const { width, height, dots } = laidOut(graph.world);
      figure = svg("svg", {
        viewBox: `0 0 ${width} ${height.toFixed(2)}`,
        role: "img",
        "aria-label": "World map of dots; the list beside it holds the same",
      });
      for (const [code, mine] of [...dots].sort(([, a], [, b]) => b.length - a.length)) {
        const path = svg("path", { d: mine.map(([x, y]) => `M${x} ${y.toFixed(2)}h0`).join(""), "data-code": code });
        paths.set(code, path);
        if (mine.length <= SMALL) path.setAttribute("data-small", "");
        figure.append(path);
      }
      for (const each of graph.places) if (each.code) codes.set(each.code, each);
      place.append(figure);
      figure.addEventListener("click", ({ target }) => {
        if (target.dataset.href) location.hash = target.dataset.href;
      });
    }

    function show({ graph, state, selection, chosen }) {
      if (!figure) draw(graph);
      const counts = selection.options.get("country");
      const numbers = new Map(graph.places.filter(({ code }) => code).map((each) => [each, counts.get(each.key)?.number ?? 0]));
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
      for (const [code, path] of paths) {
        const country = codes.get(code);
        const number = numbers.get(country) ?? 0;
        path.setAttribute("class", `depth-${depth(number, most)}${marked(country) ? " chosen" : ""}`);
        if (country) path.dataset.href = towards(country);
        path.replaceChildren(...(country ? [svg("title", {}, `${country.label}: ${number.toLocaleString("en")}`)] : []));
      }
      key.replaceChildren(
        ...bounds(most).map(([step, number], at, all) => {
          const last = (all[at + 1]?.[1] ?? most + 1) - 1;
          return h("li", {}, h("span", { class: `hue depth-${step}` }), number === last ? number : `${number}–${last}`);
        }),
      );
      list.replaceChildren(
        ...ranked.map(({ country, label, number }) => {
          const item = h(
            "li",
            { class: marked(country) && "chosen" },
            h("a", { href: towards(country) }, own(label)),
            h("span", { class: "count" }, number.toLocaleString("en")),
          );
          item.style.setProperty("--share", number / most);
          return item;
        }),
      );
      if (!ranked.length) list.replaceChildren(h("li", { class: "none" }, "No country has an initiative that passes the filters."));
    }

    return { show };
  },
};
