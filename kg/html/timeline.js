// The timeline: initiatives by month and type; a stretch of it that is drawn over becomes a filter.

import { saveRows } from "./csv.js";
import { count, day, h, own, svg } from "./dom.js";
import { monthOf, tally, typesOf } from "./facets.js";

const TYPES = 7;
const LEAST = 3; // pixels for a bar

/** Every month from one to another, both as "2024-03". */
export function months(from, to) {
  const found = [];
  for (let [year, month] = from.split("-").map(Number); ; month === 12 ? ((month = 1), year++) : month++) {
    const name = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
    found.push(name);
    if (name >= to) return found;
  }
}

/** Things by month and by first type, the rarer types together as "Other": { all, types, bars, vague }. */
export function byMonth(things, most = TYPES) {
  const typeOf = ({ type }) => typesOf(type)[0] ?? "Other";
  const types = tally(things.map(typeOf)).map(({ label }) => label);
  const kept = types.length > most ? [...types.filter((type) => type !== "Other").slice(0, most - 1), "Other"] : types;
  const bars = new Map();
  let vague = 0;
  for (const thing of things) {
    const month = monthOf(thing);
    if (month.length < 7) {
      vague++;
      continue;
    }
    const bar = bars.get(month) ?? new Map();
    const type = kept.includes(typeOf(thing)) ? typeOf(thing) : "Other";
    bars.set(month, bar.set(type, (bar.get(type) ?? 0) + 1));
  }
  const known = [...bars.keys()].sort();
  return { all: known.length ? months(known[0], known.at(-1)) : [], types: kept, bars, vague };
}

/** The same by year, for where months would be too thin to be told apart. */
export function byYear({ all, bars, ...rest }) {
  const sums = new Map();
  for (const [month, bar] of bars) {
    const year = month.slice(0, 4);
    const sum = sums.get(year) ?? new Map();
    for (const [type, number] of bar) sum.set(type, (sum.get(type) ?? 0) + number);
    sums.set(year, sum);
  }
  return { ...rest, all: [...new Set(all.map((month) => month.slice(0, 4)))], bars: sums };
}

export const timeline = {
  name: "timeline",
  label: "Timeline",
  create(host, page) {
    const heading = h("h2");
    const range = h("div", { class: "choosers" });
    const place = h("div", { class: "chart" });
    const key = h("ul", { class: "key" });
    const details = h("details", { class: "more" });
    host.append(h("div", { class: "bar" }, heading, range), place, key, details);

    function show({ graph, state, selection }) {
      const found = byMonth(selection.initiatives);
      const { all, types, bars } = found;
      const coarse = place.clientWidth < LEAST * all.length;
      heading.textContent = `${count(selection.initiatives.length, graph.kinds[0])} by ${coarse ? "year" : "month"}`;
      details.hidden = !all.length;
      key.replaceChildren(
        ...(all.length ? types : []).map((type, at) => h("li", {}, h("span", { class: `hue hue-${at}` }), own(type))),
        found.vague && all.length
          ? h("li", { class: "note" }, `${found.vague.toLocaleString("en")} without a known month`)
          : "",
      );
      range.replaceChildren(
        ...(all.length || state.since || state.until
          ? [pick("since", "From", state.since || all[0]), pick("until", "to", state.until || all.at(-1)), saver(found)]
          : []),
      );
      if (!all.length) {
        place.replaceChildren(
          h(
            "p",
            { class: "none" },
            `The briefs do not tell the month of any ${graph.kinds[0][0].toLowerCase()} shown here.`,
          ),
        );
        return details.replaceChildren();
      }
      place.replaceChildren(chart(coarse ? byYear(found) : found));
      details.replaceChildren(h("summary", {}, "The same as a table"), asTable(all, types, bars));
    }

    function pick(name, label, value) {
      const input = h("input", {
        type: "month",
        id: `timeline-${name}`,
        value,
        onchange: async (event) => {
          await page.amend({ [name]: event.target.value });
          host.querySelector(`#timeline-${name}`)?.focus();
        },
      });
      return h("label", {}, `${label} `, input);
    }

    function saver({ all, types, bars }) {
      const rows = () => all.map((month) => [month, ...types.map((type) => bars.get(month)?.get(type) ?? 0)]);
      return h(
        "button",
        {
          id: "save-timeline",
          type: "button",
          onclick: () => saveRows("timeline.csv", [["Month", ...types], ...rows()]),
        },
        "CSV",
      );
    }

    function chart({ all, types, bars }) {
      const wide = Math.max(300, place.clientWidth);
      const tall = Math.min(520, Math.max(340, host.clientHeight - 200));
      const total = (month) => [...(bars.get(month)?.values() ?? [])].reduce((a, b) => a + b, 0);
      const most = nice(Math.max(...all.map(total)));
      const [left, bottom, top] = [44, tall - 28, 12];
      const step = (wide - left - 8) / all.length;
      const width = Math.max(0.6, Math.min(46, step - Math.min(2, step * 0.2)));
      const x = (at) => left + at * step + (step - width) / 2;
      const y = (number) => bottom - ((bottom - top) * number) / most;
      const figure = svg("svg", {
        viewBox: `0 0 ${wide} ${tall}`,
        role: "img",
        "aria-label": "Bars; the table below holds the same. Draw over some to keep only those.",
      });
      for (const mark of [0, most / 2, most].filter(Number.isInteger)) {
        figure.append(
          svg("line", { class: "rule", x1: left, x2: wide, y1: y(mark), y2: y(mark) }),
          svg("text", { x: left - 8, y: y(mark) + 4, "text-anchor": "end" }, mark.toLocaleString("en")),
        );
      }
      const every = Math.max(1, Math.ceil((all.length * 60) / wide));
      const yearly = all.length > 30 && all[0].includes("-");
      const years = Math.max(1, Math.ceil(((all.length / 12) * 48) / wide));
      all.forEach((month, at) => {
        let base = 0;
        const bar = svg("g", {}, svg("title", {}, `${day(month)}: ${total(month)}`));
        for (const [index, type] of types.entries()) {
          const number = bars.get(month)?.get(type) ?? 0;
          if (!number) continue;
          bar.append(
            svg("rect", {
              class: `hue-${index}`,
              x: x(at).toFixed(2),
              y: y(base + number).toFixed(2),
              width: width.toFixed(2),
              height: (y(base) - y(base + number)).toFixed(2),
            }),
          );
          base += number;
        }
        figure.append(bar);
        const [year, number] = month.split("-");
        const label = yearly ? number === "01" && Number(year) % years === 0 && year : at % every === 0 && short(month);
        if (label)
          figure.append(
            svg(
              "text",
              { x: x(at) + (yearly ? 0 : width / 2), y: tall - 8, "text-anchor": yearly ? "start" : "middle" },
              label,
            ),
          );
      });
      brush(figure, all, { wide, left, step, bottom, top });
      return figure;
    }

    function brush(figure, all, { wide, left, step, bottom, top }) {
      const veil = svg("rect", { class: "brush", y: top, height: bottom - top, width: 0 });
      figure.append(veil);
      let start = null;
      const at = (event) => {
        const { left: edge, width } = figure.getBoundingClientRect();
        const place = Math.floor((((event.clientX - edge) * wide) / width - left) / step);
        return Math.min(all.length - 1, Math.max(0, place));
      };
      const span = (event) => [Math.min(start, at(event)), Math.max(start, at(event))];
      figure.addEventListener("pointerdown", (event) => {
        start = at(event);
        figure.setPointerCapture(event.pointerId);
      });
      figure.addEventListener("pointermove", (event) => {
        if (start === null) return;
        const [from, to] = span(event);
        veil.setAttribute("x", left + from * step);
        veil.setAttribute("width", (to - from + 1) * step);
      });
      figure.addEventListener("pointercancel", () => (start = null));
      figure.addEventListener("pointerup", (event) => {
        if (start === null) return;
        const [from, to] = span(event);
        start = null;
        page.go({ since: all[from].padEnd(7, "-01"), until: all[to].padEnd(7, "-12") });
      });
    }

    function asTable(all, types, bars) {
      return h(
        "table",
        {},
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "col" }, "Month"),
            types.map((type) => h("th", { scope: "col", class: "number" }, own(type))),
          ),
        ),
        h(
          "tbody",
          {},
          all
            .filter((month) => bars.has(month))
            .reverse()
            .map((month) =>
              h(
                "tr",
                {},
                h(
                  "th",
                  { scope: "row" },
                  h("a", { href: page.href({ since: month, until: month, view: "table" }) }, day(month)),
                ),
                types.map((type) => h("td", { class: "number" }, bars.get(month).get(type) ?? "")),
              ),
            ),
        ),
      );
    }

    return { show };
  },
};

const short = (month) => day(month).replace(/^(\p{L}{3})\p{L}*/u, "$1");

/** The next round number that is not below. */
function nice(number) {
  const unit = 10 ** Math.floor(Math.log10(number));
  return [1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10].map((factor) => factor * unit).find((limit) => limit >= number);
}
