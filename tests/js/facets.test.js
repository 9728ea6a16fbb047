import assert from "node:assert/strict";
import { test } from "node:test";

import { crossed, dimensions, passing } from "../../kg/html/facets.js";
import { decode } from "../../kg/html/graph.js";
import { address, parse } from "../../kg/html/state.js";
import { byMonth, byYear } from "../../kg/html/timeline.js";

// Two trainings for Fiji, one paid for by Japan and unsure of it, and a workshop for a candidate.
const graph = decode({
  kinds: [
    ["Initiative", "Initiatives"],
    ["Agency", "Agencies"],
    ["Country", "Countries"],
  ],
  relations: ["benefits", "funded by", "supports"],
  rules: ["by hand"],
  things: [
    ["a", "A", 0, "Training", 0, "2023-11-05", []],
    ["b", "B", 0, "Training, Workshop", 0, "2024-03", []],
    ["c", "C", 0, "Workshop", 0, "2024", []],
    ["frcs", "Fiji Customs", 1, "Agency", 0, "", []],
    ["jp", "Government of Japan", 1, "Agency", 0, "", []],
    ["new", "New Agency", 1, "Agency", 1, "", []],
  ],
  facts: [
    [0, 0, 3, 0],
    [1, 0, 3, 0],
    [1, 1, 4, 0],
    [2, 0, 5, 0],
    [4, 2, 3, 2],
  ],
  evidence: [
    [0, 0, 0, 0, 1, 0.9, 0],
    [1, 0, 0, 0, 1, 0.8, 0],
    [2, 0, 0, 0, 1, 0.6, 0],
    [3, 0, 0, 0, 1, 0.9, 0],
  ],
  mentions: [],
  briefs: [["brief", "Headline", "Text", "", "", []]],
  first: [],
  places: {
    all: [
      ["fj", "Fiji", "FJ", [2]],
      ["jp", "Japan", "JP", [1]],
      ["asia", "Asia", "", [], "continent"],
      ["pacific", "Pacific", "", []],
    ],
    of: [
      [3, 0],
      [4, 1],
    ],
    by: ["benefits"],
  },
});
const pick = (text) => passing(graph, parse(text));
const ids = (found) => [...found].map(({ id }) => id);
const numbers = (selection, key) =>
  Object.fromEntries([...selection.options.get(key)].map(([option, { number }]) => [option, number]));

test("nothing chosen, everything passes, and each option counts its initiatives", () => {
  const all = pick("");
  assert.equal(all.things.size, graph.things.length);
  assert.equal(all.facts.size, graph.facts.length);
  assert.deepEqual(numbers(all, "type"), { Training: 2, Workshop: 2 });
  assert.deepEqual(numbers(all, "country"), { fj: 2 }, "who pays does not tell where");
  assert.deepEqual(numbers(all, "region"), { asia: 2 });
  assert.deepEqual(numbers(all, "continent"), { asia: 2 }, "a sort of regions stands for itself");
});

test("filters combine, and each counts what the others leave", () => {
  const trainings = pick("#only=type:Training,year:2024");
  assert.deepEqual(ids(trainings.initiatives), ["b"]);
  assert.deepEqual(ids(trainings.things), ["b", "frcs", "jp"]);
  assert.deepEqual(numbers(trainings, "year"), { 2023: 1, 2024: 1 });
  assert.deepEqual(numbers(trainings, "type"), { Training: 1, Workshop: 2 });
  assert.deepEqual(ids(pick("#only=type:Training;Workshop").initiatives), ["a", "b", "c"]);
});

test("what is unsure goes, with what is inferred from it", () => {
  assert.deepEqual(ids(pick("#sure=70").things), ["a", "b", "c", "frcs", "new"]);
  assert.equal(pick("#cut=1").facts.size, 3);
});

test("candidates can be left out, and kinds", () => {
  assert.deepEqual(ids(pick("#known=1").things), ["a", "b", "c", "frcs", "jp"]);
  assert.deepEqual(ids(pick("#hide=0").things), ["frcs", "jp", "new"]);
});

test("months, as exact as they are known", () => {
  assert.deepEqual(ids(pick("#since=2023-12").initiatives), ["b", "c"]);
  assert.deepEqual(ids(pick("#until=2023-12").initiatives), ["a"]);
  assert.deepEqual(ids(pick("#since=2024-04&until=2024-12").initiatives), ["c"]);
});

test("two dimensions cross", () => {
  const [type, country] = ["type", "country"].map((key) => dimensions(graph).find((each) => each.key === key));
  const cells = crossed(pick(""), type, country);
  assert.deepEqual(ids(cells.get("Training").get("fj")), ["a", "b"]);
  assert.deepEqual(ids(cells.get("Workshop").get("fj")), ["b"]);
});

test("the address keeps every choice, whatever its name", () => {
  const state = parse("");
  state.only = new Map([["type", new Set(["A, b: c; d & é%", "plain"])]]);
  state.since = "2024-01";
  assert.deepEqual(parse(address(state)), state);
  assert.deepEqual(parse("#only=type").only, new Map([["type", new Set([""])]]));
});

test("months are summed up by year where they would be too thin, and no year is missing", () => {
  const dated = (date, type) => ({ date, type });
  const months = byMonth([dated("2021-12", "Training"), dated("2023-01", "Mission"), dated("2023-05-02", "Mission")]);
  const { all, bars } = byYear(months);
  assert.deepEqual(all, ["2021", "2022", "2023"]);
  assert.deepEqual([...bars.get("2023")], [["Mission", 2]]);
});
