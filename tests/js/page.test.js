import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { between, cut, decode, grounds, grouped, nameOf, neighbourhood, paths, sentence } from "../../kg/html/graph.js";
import { foremost } from "../../kg/html/facets.js";
import { fields, grouping } from "../../kg/html/groups.js";
import { involved } from "../../kg/html/glance.js";
import { arrange, lanes } from "../../kg/html/layout.js";
import { wrapped } from "../../kg/html/canvas.js";
import { fold, rank, searchable, suggest } from "../../kg/html/search.js";

// Two workshops (kind 0) that share an agency; the first one's agency helps a country.
const graph = decode({
  kinds: [
    ["Initiative", "Initiatives"],
    ["Agency", "Agencies"],
    ["Country", "Countries"],
  ],
  relations: ["benefits", "organized by", "supports", "type"],
  rules: ["by hand"],
  things: [
    ["one", "First workshop", 0, "Workshop", 0, "2023", []],
    ["two", "Second workshop", 0, "Workshop", 0, "2024", []],
    ["wco", "World Customs Organization", 1, "Agency", 0, "", ["WCO", "Organisation mondiale des douanes"]],
    ["ci", "Côte d’Ivoire", 2, "Country", 0, "", []],
    ["alone", "Alone", 2, "Country", 1, "", []],
  ],
  facts: [
    [0, 1, 2, 0],
    [1, 1, 2, 0],
    [0, 0, 3, 0],
    [2, 2, 3, 2],
    [0, 3, "Workshop", 0],
  ],
  evidence: [[0, 0, 1, 4, 7, 0.9, 0]],
  mentions: [[2, 0, 1, 4, 7]],
  briefs: [["b", "WCO helps", "The WCO met. It went well.", "2023", "", []]],
  first: [0, 1, 2, 3],
  places: { all: [], of: [], by: [] },
});
const [one, two, wco, ivory, alone] = graph.things;

test("facts know both ends, evidence its brief, and a brief its initiatives", () => {
  assert.deepEqual(
    one.facts.map((fact) => fact.object?.id ?? fact.value),
    ["wco", "ci", "Workshop"],
  );
  assert.equal(graph.facts[0].evidence[0].brief.headline, "WCO helps");
  assert.deepEqual([...graph.briefs[0].initiatives], [one]);
  assert.equal(wco.mentions[0].brief, graph.briefs[0]);
});

test("facts are grouped by relation and direction, stated before inferred, latest first", () => {
  const groups = grouped(graph, wco).map(({ key, incoming, facts }) => [key, incoming, facts.length]);
  assert.deepEqual(groups, [
    ["to-1", true, 2],
    ["of-2", false, 1],
  ]);
  assert.equal(grouped(graph, wco)[0].facts[0].subject, two);
});

test("a neighbourhood is capped by relation", () => {
  assert.deepEqual(
    neighbourhood(graph, wco)
      .map((thing) => thing.id)
      .sort(),
    ["ci", "one", "two", "wco"],
  );
  assert.deepEqual(
    neighbourhood(graph, wco, new Map([["to-1", 1]]), 0).map((thing) => thing.id),
    ["wco", "two", "ci"],
  );
});

test("a neighbourhood passes over what the filters leave out", () => {
  const passes = (fact) => fact.subject !== two;
  assert.deepEqual(
    neighbourhood(graph, wco, new Map([["to-1", 1]]), 0, passes).map((thing) => thing.id),
    ["wco", "one", "ci"],
  );
  assert.deepEqual(
    neighbourhood(
      graph,
      wco,
      new Map([
        ["to-1", 0],
        ["of-2", 0],
      ]),
      0,
    ),
    [wco],
  );
});

test("paths go over what is stated, in both directions", () => {
  assert.deepEqual(
    paths(ivory, two).map((way) => way.map((thing) => thing.id)),
    [["ci", "one", "wco", "two"]],
  );
  assert.deepEqual(paths(ivory, alone), []);
  assert.equal(between(wco, ivory)[0].basis, 2);
});

test("of two ways the one past a hub comes last, though it is no longer; the surer link counts more", () => {
  const all = Array.from({ length: 40 }, (_, at) => [`t${at}`, `T${at}`, 0, "", 0, "", []]);
  const hub = [0, 1, ...Array.from({ length: 34 }, (_, at) => at + 6)].map((at) => [at, 0, 2, 0]);
  const data = {
    kinds: [["A", "As"]],
    relations: ["has"],
    rules: ["r"],
    mentions: [],
    first: [],
    places: { all: [], of: [], by: [] },
  };
  const facts = [...hub, [0, 0, 3, 0], [3, 0, 1, 0], [0, 0, 4, 0], [4, 0, 1, 0], [0, 0, 1, 2]];
  const at = (a, b) => facts.findIndex(([s, , o]) => s === a && o === b);
  const evidence = [
    [at(0, 3), 0, 0, 0, 1, 0.5, 0],
    [at(0, 4), 0, 0, 0, 1, 0.9, 0],
  ];
  const made = decode({ ...data, things: all, facts, evidence, briefs: [["b", "B", "", "", "", []]] });
  const ways = paths(made.things[0], made.things[1]);
  assert.deepEqual(
    ways.map((way) => way.map(({ index }) => index)),
    [
      [0, 4, 1],
      [0, 3, 1],
      [0, 2, 1],
    ],
  );
  assert.equal(paths(made.things[0], made.things[1], 1).length, 1);
  assert.deepEqual(paths(made.things[0], made.things[0]), []);
});

test("a fact's name in the address tells its direction, its relation and its other end", () => {
  assert.equal(nameOf(graph, graph.facts[0], one), "organized-by~wco");
  assert.equal(nameOf(graph, graph.facts[0], wco), "~organized-by~one");
  assert.equal(nameOf(graph, graph.facts[4], one), "type~Workshop");
});

test("an inferred link rests on the initiatives of both ends", () => {
  const [reason, ...more] = grounds(graph.facts[3]);
  assert.equal(reason.initiative, one);
  assert.deepEqual(
    reason.facts.map((fact) => fact.index),
    [0, 2],
  );
  assert.equal(more.length, 0);
});

test("a thing counts once for each initiative that a stated link joins it to", () => {
  const numbers = involved(graph.things, new Set(graph.facts));
  assert.deepEqual(
    [...numbers].map(([thing, number]) => [thing.id, number]),
    [
      ["wco", 2],
      ["ci", 1],
    ],
  );
  assert.deepEqual(
    [...involved([one], new Set([graph.facts[2]]))].map(([thing]) => thing.id),
    ["ci"],
  );
});

test("where there is little room, what initiatives share is drawn, and no initiative alone", () => {
  const [x, y, z] = ["x", "y", "z"].map((id) => ({ id, kind: 0 }));
  const [shared, first, second, only] = ["shared", "first", "second", "only"].map((id) => ({ id, kind: 1 }));
  const links = new Map([
    [x, [shared, first]],
    [y, [shared, second]],
    [z, [only]],
  ]);
  const things = [x, shared, first, y, second, z, only];
  const selection = {
    initiatives: [x, y, z],
    things: new Set(things),
    of: (it) => links.get(it).map((object) => ({ object })),
  };
  assert.deepEqual(foremost(selection, things, 7), things);
  assert.deepEqual(foremost(selection, things, 5), [x, shared, y, z, only]);
});

test("fields fill the whole, each as large as its value, none on another, none a thread", () => {
  const values = [403, 199, 89, 87, 78, 56, 47, 46];
  const made = fields(values, 2);
  const total = values.reduce((sum, value) => sum + value, 0);
  for (const [at, { x, y, width, height }] of made.entries()) {
    assert.ok(Math.abs(width * height - values[at] / total) < 1e-9);
    assert.ok(x > -1e-9 && y > -1e-9 && x + width < 1 + 1e-9 && y + height < 1 + 1e-9);
    assert.ok(Math.max((2 * width) / height, height / (2 * width)) < 3, "nearly a square");
    for (const other of made.slice(0, at)) {
      const apart = Math.max(
        x - other.x - other.width,
        other.x - x - width,
        y - other.y - other.height,
        other.y - y - height,
      );
      assert.ok(apart > -1e-9);
    }
  }
});

test("groups count initiatives, and tell what else is in them but for what is everywhere", () => {
  const initiatives = [one, two];
  const of = (initiative) => initiative.facts.filter((fact) => fact.object);
  const dimension = { of: (_, facts) => new Map(facts.map(({ object }) => [object.id, object.label])) };
  const found = grouping({ initiatives, of }, dimension);
  assert.deepEqual(
    found.map(({ option, initiatives, often }) => [option, initiatives.length, often]),
    [
      ["wco", 2, ["Côte d’Ivoire"]],
      ["ci", 1, []],
    ],
  );
});

test("the sentence around some words", () => {
  const text = "The WCO met. It went well. All left.";
  assert.equal(text.slice(...sentence(text, 4, 7)), "The WCO met.");
  assert.equal(text.slice(...sentence(text, 13, 15)), "It went well.");
  assert.equal(text.slice(...sentence(text, 8, 15)), "The WCO met. It went well.");
});

test("a text is cut at its spans, the longest of those that overlap", () => {
  const pieces = cut("the WCO Council met", [
    { start: 4, end: 7 },
    { start: 4, end: 15 },
  ]);
  assert.deepEqual(
    pieces.map(({ text, span }) => [text, span !== null]),
    [
      ["the ", false],
      ["WCO Council", true],
      [" met", false],
    ],
  );
});

test("search folds accents and case, and finds names, acronyms and headlines", () => {
  const rows = searchable(graph);
  const found = (query) => suggest(rows, query).map((row) => row.thing?.id ?? row.brief.id);
  assert.equal(fold("Côte d’Ivoire"), "cote d’ivoire");
  assert.deepEqual(found("cote ivo"), ["ci"]);
  assert.deepEqual(found("wco"), ["wco", "b"]);
  assert.deepEqual(found("douanes"), ["wco"]);
  assert.deepEqual(found("organization world"), ["wco"]);
  assert.deepEqual(found("  "), []);
  assert.deepEqual(found("nothing such"), []);
});

test("a layout has no overlaps and comes out the same each time", () => {
  const nodes = Array.from({ length: 60 }, (_, id) => ({ id, width: 90 + (id % 5) * 20, height: 40 }));
  const links = nodes
    .slice(1)
    .map(({ id }) => [id, id % 7])
    .filter(([a, b]) => a !== b);
  const places = arrange(nodes, links);
  for (const a of nodes) {
    for (const b of nodes.slice(0, a.id)) {
      const [p, q] = [places.get(a.id), places.get(b.id)];
      const apart = Math.abs(p.x - q.x) >= (a.width + b.width) / 2 || Math.abs(p.y - q.y) >= (a.height + b.height) / 2;
      assert.ok(apart, `${a.id} lies on ${b.id}`);
    }
  }
  assert.deepEqual([...arrange(nodes, links)], [...places]);
  assert.deepEqual([...arrange([], [])], []);
});

test("what is pinned stays, and the others make way", () => {
  const nodes = Array.from({ length: 20 }, (_, id) => ({ id, width: 100, height: 40 }));
  const pins = new Map([
    [3, { x: 40, y: -70 }],
    [4, { x: 60, y: -60 }],
  ]);
  const places = arrange(
    nodes,
    nodes.slice(1).map(({ id }) => [id, 0]),
    1.5,
    pins,
  );
  assert.deepEqual([places.get(3), places.get(4)], [...pins.values()]);
  for (const { id } of nodes) {
    const near = nodes
      .filter((node) => node.id < id && !(pins.has(id) && pins.has(node.id)))
      .map((node) => places.get(node.id));
    assert.ok(near.every(({ x, y }) => Math.abs(x - places.get(id).x) >= 100 || Math.abs(y - places.get(id).y) >= 40));
  }
});

test("ways lead down, the best one straight, each other in a lane beside it", () => {
  const boxes = new Map([..."abcdef"].map((id) => [id, { width: 100, height: 40 }]));
  const places = lanes(
    [
      ["a", "b", "f"],
      ["a", "c", "f"],
      ["a", "d", "e", "f"],
    ],
    boxes,
  );
  const { x } = places.get("a");
  assert.ok(places.get("a").y < places.get("b").y && places.get("b").y < places.get("f").y);
  assert.deepEqual(
    ["b", "f"].map((id) => places.get(id).x),
    [x, x],
  );
  assert.ok(places.get("c").x - x >= 100 && x - places.get("d").x >= 100);
  assert.equal(places.get("d").x, places.get("e").x);
  assert.ok(places.get("e").y - places.get("d").y >= 40);
});

test("labels for the canvas are short, and free of controls and towers of accents", () => {
  const measure = (text) => text.length * 7;
  assert.deepEqual(wrapped("World Customs Organization", measure, 100), ["World Customs", "Organization"]);
  assert.deepEqual(wrapped("a\u202eb", measure, 100), ["a b"]);
  assert.equal(wrapped(`Z${"\u0301".repeat(300)}`, measure, 100)[0].length, 3);
  assert.equal(wrapped("one two three four five six", measure, 40).length, 3);
});

test("what is placed stays when others come, which stand free and near what they are linked to", () => {
  const nodes = Array.from({ length: 30 }, (_, id) => ({ id, width: 100, height: 40 }));
  const links = nodes
    .slice(1)
    .map(({ id }) => [id, id % 4])
    .filter(([a, b]) => a !== b);
  const before = arrange(
    nodes.slice(0, 20),
    links.filter(([a, b]) => a < 20 && b < 20),
  );
  const pins = new Map([[2, { x: before.get(3).x + 10, y: before.get(3).y }]]);
  const places = arrange(nodes, links, 1.5, pins, before);
  assert.deepEqual(places.get(2), pins.get(2));
  const stayed = [...before.keys()].filter((id) =>
    ["x", "y"].every((axis) => places.get(id)[axis] === before.get(id)[axis]),
  );
  assert.ok(stayed.length >= 17, "all but what is pinned, and what it was put upon");
  for (const { id } of nodes) {
    const others = nodes.filter((node) => node.id < id).map((node) => places.get(node.id));
    assert.ok(
      others.every(({ x, y }) => Math.abs(x - places.get(id).x) >= 100 || Math.abs(y - places.get(id).y) >= 40),
    );
  }
  const far = (id) => Math.hypot(places.get(id).x - places.get(id % 4).x, places.get(id).y - places.get(id % 4).y);
  assert.ok(nodes.slice(20).every(({ id }) => far(id) < 500));
});

test("names are ranked as the service ranks them", () => {
  const table = JSON.parse(readFileSync(new URL("ranking.json", import.meta.url)));
  for (const [name, query, expected] of table)
    assert.equal(rank(fold(name), fold(query)), expected, `${query} in ${name}`);
});
