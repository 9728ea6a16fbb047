// The picture: what is in focus with what it is linked to, the ways between two things, or all at a glance.

import { canvas } from "./canvas.js";
import { h, save } from "./dom.js";
import { glance } from "./glance.js";
import { nameOf, other } from "./graph.js";

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
    host.append(
      caption,
      board,
      place,
      h(
        "p",
        { id: "key" },
        h("span"),
        "quoted from a brief",
        h("span", { class: "loose" }),
        "known or inferred",
      ),
      tip,
      h(
        "div",
        { id: "tools", role: "group", "aria-label": "Picture tools" },
        tool("zoom-in", "+", "Zoom in", () => view.zoom(1.3)),
        tool("zoom-out", "−", "Zoom out", () => view.zoom(1 / 1.3)),
        tool("fit", "⤢", "Show the whole picture", () => view.fit()),
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
      clear: () => scene.chosen && page.go({ thing: "", brief: "" }),
    });
    const frame = place.querySelector(".vis-network");
    frame.setAttribute("role", "application");
    frame.setAttribute("aria-label", "Picture, moved by the arrow keys; the table holds the same");
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => view.recolour());

    let drawn = "";
    let theme = "";
    function show(now) {
      scene = now;
      const { graph, state, selection, things, chosen, focus, ways } = scene;
      caption.replaceChildren(
        h("bdi", {}, scene.caption),
        focus || ways
          ? h(
              "a",
              { href: page.href({ focus: "", from: "", to: "", thing: "", brief: "" }) },
              "Back to the overview",
            )
          : "",
      );
      board.hidden = !scene.crowded;
      if (scene.crowded) return board.replaceChildren(...glance(scene, page));
      const facts = (chosen?.headline ? null : chosen?.facts) ?? [];
      const pointed = state.fact && facts.filter((fact) => nameOf(graph, fact, chosen) === state.fact);
      const near = chosen?.headline
        ? [...chosen.mentions.map((mention) => mention.thing), ...chosen.initiatives]
        : (pointed.length ? pointed : facts).map((fact) => other(fact, chosen));
      if (state.theme !== theme) view.recolour();
      theme = state.theme;
      const key = things.map((each) => each.index).join();
      if (key === drawn) view.mark(chosen, near);
      else view.draw(things, selection.facts, graph.relations, chosen, near);
      drawn = key;
    }
    return { show };
  },
};
