// The table: everything that passes the filters, to sort, to save, and to hear read out.

import { day, h, save } from "./dom.js";
import { icon } from "./kinds.js";

const PAGE = 200;

const briefsOf = (thing) =>
  new Set([
    ...thing.mentions.map((mention) => mention.brief),
    ...thing.facts.flatMap((fact) => fact.evidence.map((each) => each.brief)),
  ]);

// A spreadsheet would run a cell that begins like a formula.
const cell = (value) =>
  `"${String(value)
    .replace(/^[=+\-@\t]/, "'$&")
    .replaceAll('"', '""')}"`;

export const table = {
  name: "table",
  label: "Table",
  create(host, page) {
    let scene;
    let listed = PAGE;
    const heading = h("h2", { id: "listing-title", tabindex: "-1" });
    const place = h("div");
    const button = h("button", { id: "save-table", type: "button", onclick: saveAll }, "Save as CSV");
    host.append(h("div", { class: "bar" }, heading, button), place);

    const columns = () => [
      ["Name", (thing) => thing.label],
      ["Kind", (thing) => thing.type || scene.graph.kinds[thing.kind][0]],
      ["Date", (thing) => thing.date],
      ["Links", (thing) => thing.facts.filter((fact) => fact.object).length],
      ["Briefs", (thing) => briefsOf(thing).size],
    ];

    function ordered() {
      const column = Number(scene.state.sort.replace("-", "")) || 0;
      const sign = scene.state.sort.startsWith("-") ? -1 : 1;
      const collator = new Intl.Collator("en", { numeric: true });
      return [...scene.selection.things]
        .map((thing) => ({ thing, cells: columns().map(([, value]) => value(thing)) }))
        .sort(
          (a, b) => sign * collator.compare(a.cells[column], b.cells[column]) || a.thing.index - b.thing.index,
        );
    }

    function saveAll() {
      const lines = [columns().map(([name]) => name), ...ordered().map(({ cells }) => cells)];
      save(
        "table.csv",
        new Blob([lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("")], { type: "text/csv" }),
      );
    }

    function show(now) {
      scene = now;
      const all = ordered();
      const column = Number(scene.state.sort.replace("-", "")) || 0;
      const falling = scene.state.sort.startsWith("-");
      heading.textContent = all.length === 1 ? "1 thing" : `${all.length.toLocaleString("en")} things`;
      const heads = columns().map(([name], at) =>
        h(
          "th",
          {
            scope: "col",
            class: at > 2 && "number",
            "aria-sort": at === column && (falling ? "descending" : "ascending"),
          },
          h("a", { href: page.href({ sort: `${(at === column ? !falling : at > 1) ? "-" : ""}${at}` }) }, name),
        ),
      );
      const body = all.slice(0, listed).map(({ thing, cells: [, kind, date, links, briefs] }) =>
        h(
          "tr",
          { class: thing === scene.chosen && "chosen" },
          h(
            "th",
            { scope: "row" },
            h(
              "a",
              { class: "thing", href: page.href({ thing: thing.id, brief: "" }) },
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
      place.replaceChildren(
        h(
          "table",
          {},
          h("caption", {}, "Initiatives and entities; a click on a heading sorts"),
          h("thead", {}, h("tr", {}, heads)),
          h("tbody", {}, body),
        ),
        all.length > listed
          ? h("button", { type: "button", onclick: further }, `Show ${PAGE} more of ${(all.length - listed).toLocaleString("en")}`)
          : "",
      );
    }

    function further() {
      listed += PAGE;
      show(scene);
    }

    return { show };
  },
};
