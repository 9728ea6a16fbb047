// The picture: what is in focus with what it is linked to, the ways between two things, or all at a glance.

import { canvas } from "./canvas.js";
import { by, capital, count, h, save, svg } from "./dom.js";
import { glance } from "./glance.js";
import { called, grouped, MOST, nameOf, other } from "./graph.js";
import { address, parse } from "./state.js";

const STEP = 10;

const needle = () =>
  svg(
    "svg",
    { viewBox: "0 0 16 16", "aria-hidden": "true" },
    svg("path", { d: "M5 1.5h6M6 1.5v5l-2.5 3h9l-2.5-3v-5M8 9.5v5" }),
  );

export const picture = {
  name: "",
  label: "Picture",
  create(host, page) {
    const caption = h("p", { id: "caption" });
    const place = h("div", { id: "canvas" });
    const tip = h("div", { id: "tip", hidden: true });
    const tool = (id, sign, title, onclick) =>
      h("button", { id, type: "button", "aria-label": title, title, onclick }, sign);
    const board = h("div", { id: "glance", hidden: true });
    let spread = h("details", { id: "spread" });
    host.append(
      h("div", { id: "over" }, caption, spread),
      board,
      place,
      h("p", { id: "key" }, h("span"), "quoted from a brief", h("span", { class: "loose" }), "known or inferred"),
      tip,
      h(
        "div",
        { id: "tools", role: "group", "aria-label": "Picture tools" },
        tool("zoom-in", "+", "Zoom in", () => view.zoom(1.3)),
        tool("zoom-out", "−", "Zoom out", () => view.zoom(1 / 1.3)),
        tool("fit", "⤢", "Show the whole picture", () => view.fit()),
        tool("undo", "↶", "Undo the last step", () => history.back()),
        tool("redo", "↷", "Do it again", () => history.forward()),
        tool("pin", needle(), "Pin the open thing where it is, or release it", turnPin),
        tool("save-picture", "PNG", "Save the picture as PNG", () =>
          view.image().toBlob((blob) => save("picture.png", blob)),
        ),
        tool("save-drawing", "SVG", "Save the picture as SVG", () =>
          save("picture.svg", new Blob([view.drawing()], { type: "image/svg+xml" })),
        ),
      ),
    );
    let scene;
    const view = canvas(place, tip, {
      open: (thing) => page.go({ thing: thing.id, brief: "" }),
      focus: (thing) => page.go({ thing: thing.id, brief: "", focus: thing.id, from: "", to: "" }),
      pin,
      clear: () => scene.chosen && page.go({ thing: "", brief: "" }),
    });
    const frame = place.querySelector(".vis-network");
    frame.setAttribute("role", "application");
    frame.setAttribute("aria-label", "Picture, moved by the arrow keys; the table holds the same");
    for (const medium of ["(prefers-color-scheme: dark)", "print"])
      matchMedia(medium).addEventListener("change", () => view.recolour());

    let drawn = ""; // what the canvas shows, and where it was told to put it
    const keyOf = (pins) => [scene.things.map(({ index }) => index), address({ ...parse(""), pins })].join(" ");

    function pin(thing, place) {
      const pins = new Map([...scene.state.pins, [thing.id, place]]);
      drawn = keyOf(pins); // it is there already
      page.go({ pins });
    }

    function turnPin() {
      const { state, chosen, things } = scene;
      if (!things.includes(chosen)) return;
      if (!state.pins.has(chosen.id)) pin(chosen, view.place(chosen));
      else page.go({ pins: new Map([...state.pins].filter(([id]) => id !== chosen.id)) });
    }

    let theme = "";
    let subject = null; // id of what was in focus when the picture was drawn last
    function show(now) {
      scene = now;
      const { graph, state, selection, things, chosen, focus, ways } = scene;
      spread.replaceWith((spread = spreading(scene, page, spread)));
      caption.replaceChildren(
        h("bdi", {}, scene.caption),
        focus || ways
          ? h("a", { href: page.href({ focus: "", from: "", to: "", thing: "", brief: "" }) }, "Back to the overview")
          : "",
        state.pins.size > 0
          ? h("a", { href: page.href({ pins: new Map() }) }, `Release ${count(state.pins.size, ["pin", "pins"])}`)
          : "",
      );
      board.hidden = things.length > 0;
      if (scene.crowded) return board.replaceChildren(...glance(scene, page));
      if (!things.length) return board.replaceChildren(h("p", { class: "none" }, "Nothing passes the filters."));
      const facts = (chosen?.headline ? null : chosen?.facts) ?? [];
      const pointed = state.fact && facts.filter((fact) => nameOf(graph, fact, chosen) === state.fact);
      const near = chosen?.headline
        ? [...chosen.mentions.map((mention) => mention.thing), ...chosen.initiatives]
        : (pointed.length ? pointed : facts).map((fact) => other(fact, chosen));
      if (state.theme !== theme) view.recolour();
      theme = state.theme;
      const key = keyOf(state.pins);
      const placed = [...state.pins].filter(([id, { x, y }]) => graph.byId.has(id) && Number.isFinite(x + y));
      const pins = new Map(placed.map(([id, place]) => [graph.byId.get(id), place]));
      const marked = { thing: chosen, near: new Set(near), pins, ways: ways?.found ?? [], same: subject === focus?.id };
      subject = focus?.id;
      if (key === drawn) view.mark(marked);
      else view.draw(things, selection.facts, graph.relations, marked);
      const held = by("pin");
      held.disabled = !things.includes(chosen);
      held.setAttribute("aria-pressed", String(state.pins.has(chosen?.id)));
      drawn = key;
    }
    return { show };
  },
};

// How much is drawn of each relation of the thing in focus, with ways to more and to less.
function spreading({ graph, state, selection, things, focus }, page, before) {
  const drawn = new Set(things);
  const rows = (focus ? grouped(graph, focus) : []).map((group) => {
    const ends = new Set(
      group.facts.filter((fact) => fact.object && selection.facts.has(fact)).map((fact) => other(fact, focus)),
    );
    const shown = [...ends].filter((thing) => drawn.has(thing)).length;
    return { ...group, name: called(graph, group, focus), shown, total: ends.size };
  });
  const told = rows.filter(({ total }) => total > 0);
  const sum = (column) => told.reduce((total, row) => total + row[column], 0);
  const link = (key, name, number, title, sign) =>
    h(
      "a",
      {
        class: "button",
        "data-step": `${name} ${key}`,
        href: page.href({ drawn: new Map([...state.drawn, [key, number]]) }),
        title,
        "aria-label": title,
      },
      sign,
    );
  const focused = before.contains(document.activeElement) && document.activeElement.dataset.step;
  const made = h(
    "details",
    { id: "spread", hidden: !told.length, open: before.open },
    h("summary", {}, `${sum("shown")} of ${count(sum("total"), ["link", "links"])} drawn`),
    h(
      "ul",
      {},
      told.map(({ key, name, shown, total }) =>
        h(
          "li",
          {},
          h("span", {}, capital(name)),
          h("span", { class: "count" }, shown < total ? `${shown} of ${total.toLocaleString("en")}` : shown),
          shown > 0 && link(key, "less", 0, `Draw none: ${name}`, "−"),
          shown < total &&
            things.length < MOST &&
            link(
              key,
              "more",
              shown + STEP,
              `Show ${Math.min(STEP, total - shown)} more: ${name}`,
              `+${Math.min(STEP, total - shown)}`,
            ),
        ),
      ),
    ),
  );
  if (focused) requestAnimationFrame(() => made.querySelector(`[data-step="${focused}"]`)?.focus());
  return made;
}
