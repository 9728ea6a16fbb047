// Places for the things of one picture: computed at once, the same each time, so that nothing moves by itself.

const ROUNDS = 300;
const GAP = 14; // between boxes, in pixels
const ROOM = 1.4; // the picture's area by that of its boxes
const GRAVITY = 0.05;
const LANE = 60; // between rows of a path, in pixels
const FEW = 15; // so few things have room for what their links are called

/**
 * Give a place to each thing of some ways between two ends: one end at the top, the other at the foot, the best way
 * straight between, and on both sides of it a lane for each other way, with what is on no better one.
 * ways: [[id, …], …], best first; boxes: Map from id to { width, height }. Returns a Map from id to { x, y }.
 */
export function lanes(ways, boxes) {
  const longest = Math.max(...ways.map((way) => way.length - 1));
  const rows = new Map(); // of each thing, the number of its row
  const columns = ways.map((way) => {
    const own = way.filter((id) => !rows.has(id));
    for (const id of own) rows.set(id, Math.round((way.indexOf(id) * longest) / (way.length - 1)));
    return own;
  });
  const most = (ids, size) => Math.max(0, ...ids.map((id) => boxes.get(id)[size]));
  const middles = [];
  let y = 0;
  for (let row = 0; row <= longest; row++) {
    const height = most(
      [...rows.keys()].filter((id) => rows.get(id) === row),
      "height",
    );
    middles.push(y + height / 2);
    y += height + LANE;
  }
  const places = new Map();
  const edge = [0, 0]; // how far the lanes reach to each side
  for (const [at, ids] of columns.filter((own) => own.length).entries()) {
    const width = most(ids, "width");
    const side = at % 2;
    const x = at ? (side ? 1 : -1) * (edge[side] + LANE / 2 + width / 2) : 0;
    if (at) edge[side] += LANE / 2 + width;
    else edge.fill(width / 2);
    for (const id of ids) places.set(id, { x, y: middles[rows.get(id)] });
  }
  return places;
}

/**
 * Give a place to each node so that linked ones are near and no two boxes overlap.
 * nodes: [{ id, width, height }]; links: [[id, id], …]; aspect: width of the canvas by its height; pins: a Map from
 * id to the place of those that are to have it; before: the same of those that had one, and keep it as far as they can.
 * Returns a Map from id to { x, y }.
 */
export function arrange(nodes, links, aspect = 1.5, pins = new Map(), before = new Map()) {
  if (before.size) return joined(nodes, links, pins, before);
  const bodies = nodes.map(({ id, width, height }) => ({
    id,
    width,
    height,
    x: 0,
    y: 0,
    dx: 0,
    dy: 0,
    near: [],
  }));
  const byId = new Map(bodies.map((body) => [body.id, body]));
  const roomy = bodies.length <= FEW;
  const springs = links.map(([a, b]) => [byId.get(a), byId.get(b)]);
  for (const [a, b] of springs) {
    a.near.push(b);
    b.near.push(a);
  }
  ring(bodies);
  const area = bodies.reduce((sum, { width, height }) => sum + (width + GAP) * (height + GAP), 0);
  for (let round = 0; round < ROUNDS; round++) {
    const heat = 1 - round / ROUNDS;
    repel(bodies, area / bodies.length, aspect);
    for (const [a, b] of springs) pull(a, b, roomy ? 60 : 0);
    for (const body of bodies) {
      const far = Math.hypot(body.dx, body.dy) || 1;
      const step = Math.min(far, 80 * heat + 1) / far;
      body.x += body.dx * step;
      body.y += body.dy * step;
      body.dx = -body.x * GRAVITY;
      body.dy = -body.y * GRAVITY;
    }
  }
  const room = area * (roomy ? 2 * ROOM : ROOM);
  for (const axis of ["x", "y"]) even(bodies, axis);
  squeeze(bodies, Math.sqrt(room * aspect), Math.sqrt(room / aspect));
  for (const body of bodies) Object.assign(body, pins.get(body.id));
  for (let round = 0; round < 120 && part(bodies, pins); round++);
  return new Map(bodies.map(({ id, x, y }) => [id, { x: Math.round(x), y: Math.round(y) }]));
}

// Places for what comes to things that are placed: each new one as near as there is room to those that it is linked to.
function joined(nodes, links, pins, before) {
  const apart = (a, b) =>
    Math.abs(a.x - b.x) >= (a.width + b.width) / 2 + GAP || Math.abs(a.y - b.y) >= (a.height + b.height) / 2 + GAP;
  const pinned = nodes.filter(({ id }) => pins.has(id)).map((node) => ({ ...node, ...pins.get(node.id) }));
  const placed = new Map(pinned.map((node) => [node.id, node]));
  for (const node of nodes) {
    const there = { ...node, ...before.get(node.id) };
    if (before.has(node.id) && !placed.has(node.id) && pinned.every((each) => apart(each, there)))
      placed.set(node.id, there);
  }
  const near = new Map(nodes.map(({ id }) => [id, []]));
  for (const [a, b] of links) {
    near.get(a).push(b);
    near.get(b).push(a);
  }
  const mean = (all) => ({
    x: all.reduce((sum, { x }) => sum + x, 0) / (all.length || 1),
    y: all.reduce((sum, { y }) => sum + y, 0) / (all.length || 1),
  });
  const left = new Set(nodes.filter(({ id }) => !placed.has(id)));
  while (left.size) {
    const ties = ({ id }) =>
      near
        .get(id)
        .filter((other) => placed.has(other))
        .map((other) => placed.get(other));
    const next = [...left].reduce((best, node) => (ties(node).length > ties(best).length ? node : best));
    const all = [...placed.values()];
    const middle = mean(all);
    const anchor = ties(next).length ? mean(ties(next)) : middle;
    const outward = Math.atan2(anchor.y - middle.y, anchor.x - middle.x);
    left.delete(next);
    placed.set(
      next.id,
      spot(next, anchor, outward, (there) => all.every((each) => apart(each, there))),
    );
  }
  return new Map([...placed].map(([id, { x, y }]) => [id, { x: Math.round(x), y: Math.round(y) }]));
}

// The first free place on rings around a point, sought from one direction on to both sides.
function spot(node, { x, y }, towards, free) {
  for (let far = 40; ; far += 20) {
    const steps = Math.ceil((Math.PI * far) / 50);
    for (let step = 0; step <= steps; step++) {
      for (const side of [1, -1]) {
        const angle = towards + (side * step * Math.PI) / steps;
        const there = {
          ...node,
          x: Math.round(x + 1.4 * far * Math.cos(angle)),
          y: Math.round(y + far * Math.sin(angle)),
        };
        if (free(there)) return there;
      }
    }
  }
}

// A start without crossings: the best linked thing in the middle, each branch in a sector of its own.
function ring(bodies) {
  const placed = new Set();
  const inward = [...bodies].sort((a, b) => b.near.length - a.near.length);
  let offset = 0;
  for (const root of inward) {
    if (placed.has(root)) continue;
    placed.add(root);
    const children = new Map();
    const order = [root];
    for (const body of order) {
      children.set(
        body,
        body.near.filter((next) => !placed.has(next) && placed.add(next)),
      );
      order.push(...children.get(body));
    }
    const leaves = new Map();
    for (const body of order.toReversed()) {
      leaves.set(body, children.get(body).reduce((sum, child) => sum + leaves.get(child), 0) || 1);
    }
    const spread = (body, from, to, depth) => {
      const angle = (from + to) / 2;
      body.x = offset + Math.cos(angle) * depth * 190;
      body.y = Math.sin(angle) * depth * 150;
      let at = from;
      for (const child of children.get(body)) {
        const share = ((to - from) * leaves.get(child)) / leaves.get(body);
        spread(child, at, at + share, depth + 1);
        at += share;
      }
    };
    spread(root, 0, 2 * Math.PI, 0);
    offset += 260;
  }
}

// Each keeps the others off, so that together they fill their room; measured in circles that the aspect widens.
function repel(bodies, room, aspect) {
  for (let i = 0; i < bodies.length; i++) {
    for (let j = 0; j < i; j++) {
      const [a, b] = [bodies[i], bodies[j]];
      const x = (a.x - b.x) / aspect || 0.1;
      const y = a.y - b.y || 0.1;
      const force = (GRAVITY * room) / (x * x + y * y + 400);
      a.dx += x * force * aspect;
      a.dy += y * force;
      b.dx -= x * force * aspect;
      b.dy -= y * force;
    }
  }
}

function pull(a, b, more) {
  const x = b.x - a.x;
  const y = b.y - a.y;
  const far = Math.hypot(x, y) || 1;
  const fewest = Math.min(a.near.length, b.near.length);
  const rest = (a.width + b.width) / 4 + (a.height + b.height) / 2 + 30 * Math.sqrt(fewest) + more;
  const force = (0.25 * (far - rest)) / far / Math.sqrt(fewest);
  a.dx += x * force;
  a.dy += y * force;
  b.dx -= x * force;
  b.dy -= y * force;
}

// Move each half of the way to where it would stand if all stood at even steps, so that no part is crowded.
function even(bodies, axis) {
  const ordered = [...bodies].sort((a, b) => a[axis] - b[axis]);
  const from = ordered[0]?.[axis];
  const step = (ordered.at(-1)?.[axis] - from) / (ordered.length - 1 || 1);
  for (const [at, body] of ordered.entries()) body[axis] = (body[axis] + from + at * step) / 2;
}

// Bring all into a field of a width and a height, so that a picture is as large as its letters allow.
function squeeze(bodies, width, height) {
  for (const [at, size] of [
    ["x", width],
    ["y", height],
  ]) {
    const all = bodies.map((body) => body[at]);
    const from = Math.min(...all);
    const factor = size / Math.max(size, Math.max(...all) - from);
    for (const body of bodies) body[at] = (body[at] - from) * factor;
  }
}

// Push boxes that overlap apart, along the shorter way, but not those that are pinned; tells whether any did.
function part(bodies, pins) {
  let moved = false;
  const push = (a, b, axis, overlap) => {
    const shares = [a, b].map(({ id }) => (pins.has(id) ? 0 : 1));
    const all = shares[0] + shares[1];
    if (!all) return;
    const way = a[axis] < b[axis] ? -overlap : overlap;
    a[axis] += (way * shares[0]) / all;
    b[axis] -= (way * shares[1]) / all;
    moved = true;
  };
  for (let i = 0; i < bodies.length; i++) {
    for (let j = 0; j < i; j++) {
      const [a, b] = [bodies[i], bodies[j]];
      const x = (a.width + b.width) / 2 + GAP - Math.abs(a.x - b.x);
      const y = (a.height + b.height) / 2 + GAP - Math.abs(a.y - b.y);
      if (x <= 0 || y <= 0) continue;
      if (x < y) push(a, b, "x", x);
      else push(a, b, "y", y);
    }
  }
  return moved;
}
