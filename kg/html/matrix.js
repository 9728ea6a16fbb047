// The matrix: two things that initiatives can be told apart by, against each other: where they overlap, where gaps are.

import { saveRows } from "./csv.js";
import { h, own } from "./dom.js";
import { crossed, dimensions, mostFirst } from "./facets.js";
import { wanting } from "./filters.js";
import { depth } from "./scale.js";

const ROWS = 40;
const COLUMNS = 24;

export const matrix = {
  name: "matrix",
  label: "Matrix",
  create(host, page) {
    const bar = h("div", { class: "bar" });
    const place = h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Cells" });
    host.append(bar, place);

    function chooser(name, value, all) {
      return h(
        "label",
        {},
        name === "rows" ? "Rows " : "Columns ",
        h(
          "select",
          {
            id: `matrix-${name}`,
            onchange: async (event) => {
              await page.amend({ [name]: event.target.value });
              host.querySelector(`#matrix-${name}`).focus();
            },
          },
          all.map(({ key, label }) => h("option", { value: key, selected: key === value.key }, label)),
        ),
      );
    }

    function show({ graph, state, selection }) {
      const all = dimensions(graph).filter(({ key }) => selection.options.get(key).size);
      if (all.length < 2) {
        bar.replaceChildren(h("h2", {}, "Matrix"));
        place.replaceChildren(h("p", { class: "none" }, "No initiatives pass the filters."));
        return;
      }
      const named = (key, otherwise) => all.find((each) => each.key === key) ?? otherwise;
      const weight = ({ key }) => [...selection.options.get(key).values()].reduce((sum, { number }) => sum + number, 0);
      const told = all.filter((each) => each.tellsWhere === false).sort((a, b) => weight(b) - weight(a));
      const row = named(state.rows, told[0] ?? all[0]);
      const parted = (key) => selection.options.get(key)?.size > 1;
      const column = named(state.columns, all.find(({ key, tellsWhere }) => tellsWhere && parted(key)) ?? all.at(-1));
      const cells = crossed(selection, row, column);
      const order = (key, totals) =>
        [...selection.options.get(key)]
          .map(([option, { label }]) => ({ option, label, number: totals(option) }))
          .filter(({ number }) => number)
          .sort(mostFirst);
      const size = (found) => new Set(found).size;
      const allRows = order(row.key, (option) => size([...(cells.get(option)?.values() ?? [])].flat()));
      const allColumns = order(column.key, (option) =>
        size([...cells.values()].flatMap((each) => each.get(option) ?? [])),
      );
      const rows = allRows.slice(0, ROWS);
      const columns = allColumns.slice(0, COLUMNS);
      const numberOf = (a, b) => cells.get(a.option)?.get(b.option)?.length ?? 0;
      const saveAll = () =>
        saveRows("matrix.csv", [
          [`${row.label} × ${column.label}`, ...allColumns.map(({ label }) => label)],
          ...allRows.map((a) => [a.label, ...allColumns.map((b) => numberOf(a, b))]),
        ]);
      const most = Math.max(
        1,
        ...[...cells.values()].flatMap((each) => [...each.values()].map(({ length }) => length)),
      );
      const others = new Set(graph.kinds.map((_, kind) => String(kind)).slice(1));
      const list = (...pairs) => page.href({ ...wanting(state, ...pairs), hide: others, view: "table" });
      const cell = (a, b) => {
        const number = numberOf(a, b);
        if (!number) return h("td", { class: "gap" }, h("span", { class: "unseen" }, "none"));
        const link = h(
          "a",
          {
            href: list([row.key, a.option], [column.key, b.option]),
            "aria-label": `${a.label}, ${b.label}: ${number}`,
          },
          number.toLocaleString("en"),
        );
        return h("td", { class: `depth-${depth(number, most)}` }, link);
      };
      bar.replaceChildren(
        h("h2", {}, `${row.label} × ${column.label}`),
        h(
          "div",
          { class: "choosers" },
          chooser("rows", row, all),
          chooser("columns", column, all),
          h("button", { id: "save-matrix", type: "button", onclick: saveAll }, "CSV"),
        ),
      );
      place.replaceChildren(
        h(
          "table",
          {},
          h("caption", {}, `Number of ${graph.kinds[0][1].toLowerCase()}; a click on one lists them`),
          h(
            "thead",
            {},
            h(
              "tr",
              {},
              h("td"),
              columns.map((each) =>
                h(
                  "th",
                  { scope: "col" },
                  h("a", { href: list([column.key, each.option]), title: each.label }, own(each.label)),
                ),
              ),
            ),
          ),
          h(
            "tbody",
            {},
            rows.map((a) =>
              h(
                "tr",
                {},
                h("th", { scope: "row" }, h("a", { href: list([row.key, a.option]) }, own(a.label))),
                columns.map((b) => cell(a, b)),
              ),
            ),
          ),
        ),
        rest(row, rows, selection),
        rest(column, columns, selection),
      );
    }

    function rest({ key, label }, shown, selection) {
      const left = selection.options.get(key).size - shown.length;
      return left > 0
        ? h("p", { class: "note" }, `${label}: ${left.toLocaleString("en")} more are not shown; filters bring them up.`)
        : "";
    }

    return { show };
  },
};
