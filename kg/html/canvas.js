// Links drawn on a canvas: vis-network draws what it is told, where it is told; nothing moves by itself.

import { drawing } from "./drawing.js";
import { shapeOf, SHAPES } from "./kinds.js";
import { arrange, lanes } from "./layout.js";

// Pixels to keep free at each side: captions and tools stand above and below, on a wide canvas.
const MARGIN = { x: 16, y: 48 };
const NARROW = { x: 8, y: 8 };
const LETTERS = { initiative: 13, other: 14, least: 11 }; // sizes in pixels; the last is as small as a picture is fitted

/** A label fit for the canvas: short lines, no controls that turn the text around, no towers of accents. */
export function wrapped(text, measure, width, lines = 3) {
  const plain = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").replace(/(\p{M}{2})\p{M}+/gu, "$1");
  const rows = [""];
  for (const word of plain.split(/\s+/)) {
    const longer = `${rows.at(-1)} ${word}`.trim();
    if (rows.at(-1) && measure(longer) > width) rows.push(word);
    else rows[rows.length - 1] = longer;
  }
  const kept = rows.slice(0, lines).map((row) => (row.length > 40 ? `${row.slice(0, 39)}…` : row));
  if (rows.length > lines) kept[lines - 1] += "…";
  return kept;
}

/**
 * Make a canvas in a container. on: { open(thing), focus(thing), clear(), pin(thing, place) }; all but the last, which
 * comes after dragging, take what was clicked.
 * Returns { draw(things, facts, relations, marked), mark(marked), place(thing), fit(), zoom(factor), recolour(), image(),
 * drawing() }: `things` are drawn with those of their links that are in the Set `facts`. Of what is marked, `thing` and
 * those `near` stand out, those of the Map `pins` have their places, and all stand along the `ways`, if there are any;
 * `same` tells that it is the same picture, grown or shrunk.
 */
export function canvas(container, tip, on) {
  const options = JSON.parse(document.getElementById("options").textContent);
  const nodes = new vis.DataSet();
  const edges = new vis.DataSet();
  const network = new vis.Network(container, { nodes, edges }, options);
  const pen = document.createElement("canvas").getContext("2d");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let byIndex = new Map();
  let shown = { thing: null, near: new Set(), pins: new Map(), ways: [] };
  let links = []; // [{ id, from, to, basis, labels }], ends by index
  let boxes = new Map(); // what each thing takes, with its label, by index
  let aim; // what the view was last brought to: the indices of things
  let colours = read();

  function read() {
    const probe = document.createElement("i");
    container.append(probe);
    const colour = (name) => {
      probe.style.color = `var(--${name})`;
      return getComputedStyle(probe).color;
    };
    const kinds = SHAPES.map((_, kind) => colour(`kind-${kind}`));
    const names = ["ink", "paper", "card", "line", "edge", "accent", "muted"];
    const made = { kinds, ...Object.fromEntries(names.map((name) => [name, colour(name)])) };
    probe.remove();
    return made;
  }

  const face = getComputedStyle(document.body).fontFamily;
  const lettering = (thing) => ({
    size: thing.kind === 0 ? LETTERS.initiative : LETTERS.other,
    bold: thing.kind !== 0,
  });

  const isBox = ({ kind }) => ["card", "tag"].includes(shapeOf(kind));
  // How far a sign stands above the middle of what it takes together with the label beneath.
  const lift = (index) => (isBox(byIndex.get(index)) ? 0 : boxes.get(index).text.height / 2);

  function measured(thing) {
    const { size } = lettering(thing);
    pen.font = `${size}px ${face}`;
    const measure = (text) => pen.measureText(text).width;
    const rows = wrapped(thing.label, measure, thing.kind === 0 ? 170 : 130);
    const text = { width: Math.max(...rows.map(measure)), height: rows.length * size * 1.2 };
    const radius = (shapeOf(thing.kind) === "star" ? 11 : 8) + 2 * Math.sqrt(Math.min(thing.facts.length, 30));
    const box = isBox(thing)
      ? { width: text.width + 20, height: text.height + 16 }
      : { width: Math.max(text.width, 2 * radius), height: text.height + 2 * radius + 6 };
    return { id: thing.index, label: rows.join("\n"), radius, text, ...box };
  }

  function look(thing) {
    const { kinds, ink, paper, card, line, accent } = colours;
    const faded = shown.thing && thing !== shown.thing && !shown.near.has(thing);
    const fade = (colour, share) => mixed(colour, paper, faded ? share : 1);
    const chosen = thing === shown.thing;
    const colour = kinds[thing.kind % SHAPES.length];
    const shape = shapeOf(thing.kind);
    const boxed = { card: card, tag: mixed(colour, paper, 0.14) }[shape];
    const border = chosen
      ? accent
      : shown.pins.has(thing)
        ? ink
        : shape === "card"
          ? line
          : shape === "tag"
            ? boxed
            : thing.candidate
              ? colour
              : paper;
    return {
      color: {
        background: fade(boxed ?? (thing.candidate ? paper : colour), 0.25),
        border: fade(border, 0.25),
      },
      borderWidth: chosen || shown.pins.has(thing) ? 3 : thing.candidate ? 2 : 1.5,
      font: {
        face,
        size: lettering(thing).size,
        color: fade(ink, 0.4),
        background: boxed ? "none" : paper,
      },
    };
  }

  const leads = (a, b) =>
    shown.ways[0]?.some((thing, step, way) => step && [a, b].includes(thing) && [a, b].includes(way[step - 1]));

  // Whether the label of a link would lie on anything; those that do not are kept clear of later ones.
  function clears(taken, { from, to, labels }) {
    const [a, b] = nodes.get([from, to]);
    pen.font = `13px ${face}`;
    const box = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, width: pen.measureText(labels.join(", ")).width, height: 16 };
    const apart = (it) =>
      Math.abs(it.x - box.x) >= (it.width + box.width) / 2 || Math.abs(it.y - box.y) >= (it.height + box.height) / 2;
    return taken.every(apart) && taken.push(box) > 0;
  }

  function edgeLook({ from, to, basis, labels }, taken) {
    const { edge, accent, muted, paper } = colours;
    const ends = [byIndex.get(from), byIndex.get(to)];
    const stands = (end) => end === shown.thing || shown.near.has(end);
    const touched = shown.thing ? ends.includes(shown.thing) && ends.every(stands) : leads(...ends);
    const few = shown.near.size <= 14;
    const firm = basis === 0;
    return {
      hidden: !firm && !touched && !(basis === 1 && shown.ways.length),
      color: {
        color: touched ? accent : edge,
        opacity: touched ? (firm || few ? 0.8 : 0.4) : shown.thing ? 0.35 : 1,
      },
      width: touched && (firm || few) ? 1.8 : 1,
      dashes: firm ? false : [5, 5],
      label: touched && few && clears(taken, { from, to, labels }) ? labels.join(", ") : undefined,
      font: { face, size: 13, color: muted, strokeWidth: 0, background: paper, align: "horizontal" },
    };
  }

  function restyle() {
    nodes.update([...byIndex.values()].map((thing) => ({ id: thing.index, ...look(thing) })));
    link();
  }

  // Links with their names come last, so that no line runs over these.
  function link() {
    const taken = [...boxes.values()];
    const drawn = links.map((edge) => ({ ...edge, chosen: false, ...edgeLook(edge, taken) }));
    edges.clear();
    edges.add(drawn.sort((a, b) => Boolean(a.label) - Boolean(b.label)));
  }

  // Where things stand that are drawn already: to be kept when most stay, so that nobody looks for them anew.
  function standing(things, marked) {
    const released = [...shown.pins.keys()].filter((thing) => !marked.pins.has(thing));
    const stay = things.filter((thing) => byIndex.get(thing.index) === thing && !released.includes(thing));
    const most = Math.max(things.length, byIndex.size);
    return new Map(stay.length > most / 2 ? stay.map(({ index }) => [index, boxes.get(index)]) : []);
  }

  function draw(things, facts, relations, marked) {
    const before = marked.same && !marked.ways.length ? standing(things, marked) : new Map();
    shown = marked;
    byIndex = new Map(things.map((thing) => [thing.index, thing]));
    const drawn = new Set(things);
    const joined = new Map();
    for (const thing of things) {
      for (const fact of thing.facts) {
        if (fact.subject !== thing || !drawn.has(fact.object) || !facts.has(fact)) continue;
        const key = [fact.subject.index, fact.object.index].sort((a, b) => a - b).join("-");
        const edge = joined.get(key) ?? {
          id: key,
          from: fact.subject.index,
          to: fact.object.index,
          basis: fact.basis,
          labels: [],
        };
        edge.basis = Math.min(edge.basis, fact.basis);
        edge.labels.push(relations[fact.relation]);
        joined.set(key, edge);
      }
    }
    const sizes = things.map(measured);
    links = [...joined.values()];
    const { x: across, y: down } = room();
    const aspect = Math.min(2, Math.max(0.6, across / down || 1.5));
    const firm = links.filter(({ basis }) => basis < 2).map(({ from, to }) => [from, to]);
    boxes = new Map(sizes.map((size) => [size.id, size]));
    const ways = shown.ways.map((way) => way.filter((thing) => drawn.has(thing)).map(({ index }) => index));
    const pins = ways.length ? lanes(ways, boxes) : new Map();
    for (const [thing, place] of shown.pins) pins.set(thing.index, place);
    const places = arrange(sizes, firm, aspect, pins, before);
    for (const [id, place] of places) boxes.set(id, { ...boxes.get(id), ...place });
    edges.clear(); // before the things that they link
    nodes.clear();
    nodes.add(
      sizes.map(({ id, label, radius }) => {
        const thing = byIndex.get(id);
        const shape = shapeOf(thing.kind);
        const { x, y } = places.get(id);
        const boxed = isBox(thing);
        return {
          id,
          label,
          chosen: false,
          x,
          y: y - lift(id),
          size: radius,
          shape: boxed ? "box" : shape,
          margin: 8,
          shapeProperties: {
            borderRadius: shape === "tag" ? 14 : 4,
            borderDashes: thing.candidate ? [4, 3] : false,
          },
          ...look(thing),
        };
      }),
    );
    link();
    fit(false);
  }

  function room() {
    const margin = container.clientWidth < 600 ? NARROW : MARGIN;
    return { x: container.clientWidth - 2 * margin.x, y: container.clientHeight - 2 * margin.y };
  }

  // Small letters help nobody: what does not fit at a readable size is reached by moving the picture.
  function fit(animated = true, things = [...byIndex.keys()]) {
    aim = things;
    if (!container.clientWidth || !things.length) return;
    const free = room();
    const span = (axis, size) => {
      const all = things.map((index) => boxes.get(index));
      const from = Math.min(...all.map((box) => box[axis] - box[size] / 2));
      return [from, Math.max(...all.map((box) => box[axis] + box[size] / 2)) - from];
    };
    const spans = { x: span("x", "width"), y: span("y", "height") };
    const least = LETTERS.least / LETTERS.initiative;
    const scale = Math.max(least, Math.min(1.15, free.x / spans.x[1], free.y / spans.y[1]));
    const middle = boxes.get((shown.thing ?? shown.ways[0]?.[1])?.index); // what to see if not all can be seen
    const near = (axis) => {
      const [from, size] = spans[axis];
      if (!middle || size * scale <= free[axis]) return from + size / 2;
      const reach = (0.35 * free[axis]) / scale;
      return Math.min(middle[axis] + reach, Math.max(middle[axis] - reach, from + size / 2));
    };
    const target = { position: { x: near("x"), y: near("y") }, scale };
    if (animated && !calm.matches) target.animation = { duration: 300, easingFunction: "easeInOutQuad" };
    network.moveTo(target);
  }

  // Bring what is marked into view, and leave the picture where it is if it is there already.
  function reveal(things) {
    const from = network.DOMtoCanvas({ x: 0, y: 0 });
    const to = network.DOMtoCanvas({ x: container.clientWidth, y: container.clientHeight });
    const outside = ({ left, right, top, bottom }) => left < from.x || right > to.x || top < from.y || bottom > to.y;
    const indices = things.map((each) => each.index);
    if (indices.some((index) => outside(network.getBoundingBox(index)))) fit(true, indices);
  }

  network.on("click", ({ nodes: [index] }) => (index === undefined ? on.clear() : on.open(byIndex.get(index))));
  network.on("doubleClick", ({ nodes: [index] }) => index !== undefined && on.focus(byIndex.get(index)));
  network.on("dragEnd", ({ nodes: [index] }) => {
    if (index === undefined) return;
    network.storePositions();
    const { x, y } = nodes.get(index);
    Object.assign(boxes.get(index), { x, y: y + lift(index) });
    on.pin(byIndex.get(index), placeOf(byIndex.get(index)));
  });
  network.on("hoverEdge", ({ edge, pointer }) => {
    const { from, to, labels } = edges.get(edge);
    tip.textContent = `${byIndex.get(from).label} — ${labels.join(", ")} — ${byIndex.get(to).label}`;
    tip.style.left = `${pointer.DOM.x}px`;
    tip.style.top = `${pointer.DOM.y}px`;
    tip.hidden = false;
  });
  network.on("blurEdge", () => (tip.hidden = true));
  network.on("hoverNode", () => (container.style.cursor = "pointer"));
  network.on("blurNode", () => (container.style.cursor = ""));
  new ResizeObserver(() => fit(false, aim)).observe(container);

  const placeOf = ({ index }) => ({ x: Math.round(boxes.get(index).x), y: Math.round(boxes.get(index).y) });

  return {
    draw,
    fit,
    place: placeOf,
    mark(marked) {
      shown = marked;
      const { thing } = shown;
      restyle();
      if (thing) reveal([...byIndex.values()].filter((each) => each === thing || shown.near.has(each)));
    },
    zoom(factor) {
      network.moveTo({ scale: network.getScale() * factor });
    },
    recolour() {
      colours = read();
      restyle();
      network.redraw(); // at once: a printer does not wait
    },
    image: () => container.querySelector("canvas"),
    drawing() {
      const drawn = new Map(
        nodes.map(({ id, x, y, label, size, color, font, shapeProperties }) => {
          const thing = byIndex.get(id);
          const { width, height } = boxes.get(id);
          const look = { fill: color.background, stroke: color.border, font: font.size, ink: font.color };
          const dashed = Boolean(shapeProperties.borderDashes);
          const sign = shapeOf(thing.kind);
          return [id, { x, y, width, height, size, lines: label.split("\n"), sign, dashed, ...look }];
        }),
      );
      const links = edges.get({ filter: ({ hidden }) => !hidden }).map(({ from, to, color, dashes }) => ({
        from: drawn.get(from),
        to: drawn.get(to),
        colour: color.color,
        dashed: Boolean(dashes),
      }));
      return drawing([...drawn.values()], links, { ground: colours.paper, face });
    },
  };
}

// A colour over another: canvases know no custom properties, and labels no opacity of their own.
function mixed(colour, ground, share) {
  const [a, b] = [colour, ground].map((text) => text.match(/[\d.]+/g).map(Number));
  return `rgb(${[0, 1, 2].map((at) => Math.round(a[at] * share + b[at] * (1 - share))).join(",")})`;
}
