// The table: everything that passes the filters, to sort, to save, and to hear read out.

import { saveRows } from "./csv.js";
import { collator, day, h, save } from "./dom.js";
import { icon } from "./kinds.js";
import { fold } from "./search.js";
import { turtle } from "./turtle.js";

const PAGE = 200;

const briefsOf = (thing) =>
  new Set([
    ...thing.mentions.map((mention) => mention.brief),
    ...thing.facts.flatMap((fact) => fact.evidence.map((each) => each.brief)),
  ]);

export const table = {
  name: "table",
  label: "Table",
  create(host, page) {
    let scene;
    let listed = PAGE;
    const heading = h("h2", { id: "listing-title", tabindex: "-1" });
    const place = h("div");
    const words = h("input", {
      id: "find",
      type: "search",
      placeholder: "Names that hold …",
      "aria-label": "List only names that hold",
      oninput: () => page.amend({ find: words.value }),
    });
    host.append(
      h(
        "div",
        { class: "bar" },
        heading,
        h(
          "div",
          { class: "choosers" },
          words,
          h("button", { id: "save-table", type: "button", onclick: saveTable }, "CSV"),
          h(
            "button",
            { id: "save-turtle", type: "button", onclick: saveTurtle, title: "What is listed, with all evidence" },
            "Turtle",
          ),
        ),
      ),
      place,
    );

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
      const wanted = fold(scene.state.find).split(/\s+/);
      return [...scene.selection.things]
        .filter(({ label, aliases }) =>
          [label, ...aliases].some((name) => wanted.every((word) => fold(name).includes(word))),
        )
        .map((thing) => ({ thing, cells: columns().map(([, value]) => value(thing)) }))
        .sort((a, b) => sign * collator.compare(a.cells[column], b.cells[column]) || a.thing.index - b.thing.index);
    }

    function saveTable() {
      saveRows("table.csv", [columns().map(([name]) => name), ...ordered().map(({ cells }) => cells)]);
    }

    async function saveTurtle({ currentTarget: button }) {
      button.disabled = true; // a large graph takes a moment
      const { graph, selection } = scene;
      const things = new Set(ordered().map(({ thing }) => thing));
      const facts = [...selection.facts].filter(({ subject, object }) => things.has(subject) || things.has(object));
      save("selection.ttl", new Blob([await turtle(graph, things, facts)], { type: "text/turtle" }));
      button.disabled = false;
    }

    function show(now) {
      scene = now;
      const all = ordered();
      const column = Number(scene.state.sort.replace("-", "")) || 0;
      const falling = scene.state.sort.startsWith("-");
      if (document.activeElement !== words) words.value = scene.state.find;
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
      const body = all
        .slice(0, listed)
        .map(({ thing, cells: [, kind, date, links, briefs] }) =>
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
            h("td", {}, kind, thing.candidate && [" ", h("span", { class: "badge" }, "candidate")]),
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
          ? h(
              "button",
              { type: "button", onclick: further },
              `Show ${PAGE} more of ${(all.length - listed).toLocaleString("en")}`,
            )
          : all.length
            ? ""
            : h("p", { class: "none" }, "Nothing is called so and passes the filters."),
      );
    }

    function further() {
      listed += PAGE;
      show(scene);
    }

    return { show };
  },
};
