import assert from "node:assert/strict";
import { test } from "node:test";

import { bars, countryColumn, network, read, sorts } from "../../kg/html/answers.js";
import { marked, offset, tokens } from "../../kg/html/editor.js";

const XSD = "http://www.w3.org/2001/XMLSchema#";
const short = (iri) => iri.replace("http://x/", "x:");
const uri = (value) => ({ type: "uri", value });
const text = (value, datatype) => ({ type: "literal", value, datatype });
const select = (vars, bindings) =>
  read(JSON.stringify({ head: { vars }, results: { bindings } }), "application/sparql-results+json");

const SUPPORT = select(
  ["countryLabel", "n", "country", "donor"],
  [
    {
      countryLabel: text("Fiji"),
      n: text("2", `${XSD}integer`),
      country: uri("http://x/fj"),
      donor: uri("http://x/jp"),
    },
    { countryLabel: text("Gambia"), n: text("10", `${XSD}integer`), country: uri("http://x/gm") },
  ],
);

test("answers are read, whatever form they have", () => {
  assert.deepEqual(SUPPORT.rows[1][1], { value: "10", iri: false, number: 10 });
  assert.equal(SUPPORT.rows[1][3], null);
  assert.deepEqual(read('{"head":{},"boolean":true}', "application/sparql-results+json").rows[0][0].value, "yes");
  const triples = read(
    '<http://x/a> <http://x/p> <http://x/b> .\n_:b <http://x/p> "a \\"q\\"\\n\\u00e9"@fr .\n<http://x/a> <http://x/n> "3"^^<http://www.w3.org/2001/XMLSchema#integer> .\n',
    "application/n-triples",
  );
  assert.deepEqual(
    triples.rows.map((row) => row[2].value),
    ["http://x/b", 'a "q"\né', "3"],
  );
  assert.deepEqual(
    triples.rows.map((row) => row[0].iri),
    [true, false, true],
  );
  assert.equal(triples.rows[2][2].number, 3);
});

test("bars add numbers up, or count rows, the longest first but time in its order", () => {
  assert.deepEqual(sorts(SUPPORT), { numbers: [1], names: [0, 3, 2] });
  assert.deepEqual(bars(SUPPORT, 0, 1), [
    { label: "Gambia", number: 10 },
    { label: "Fiji", number: 2 },
  ]);
  assert.deepEqual(
    bars(SUPPORT, 3, -1, ({ value }) => short(value)),
    [{ label: "x:jp", number: 1 }],
  );
  const months = select(
    ["m", "n"],
    [
      { m: text("2024-02"), n: text("9", `${XSD}integer`) },
      { m: text("2024-01"), n: text("1", `${XSD}integer`) },
    ],
  );
  assert.deepEqual(
    bars(months, 0, 1).map(({ label }) => label),
    ["2024-01", "2024-02"],
  );
});

test("countries are known by their IRIs", () => {
  assert.equal(countryColumn(SUPPORT, new Map([["http://x/gm", {}]])), 2);
  assert.equal(countryColumn(SUPPORT, new Map()), -1);
});

test("rows link their first thing to the others, triples say it themselves", () => {
  const drawn = network(SUPPORT, short);
  assert.deepEqual(
    drawn.things.map(({ label }) => label),
    ["Fiji", "x:jp"],
  );
  assert.deepEqual(drawn.relations, ["donor"]);
  const triples = read(
    '<http://x/a> <http://x/p> <http://x/b> .\n<http://x/b> <http://www.w3.org/2000/01/rdf-schema#label> "B" .',
    "application/n-triples",
  );
  const told = network(triples, short);
  assert.deepEqual(
    told.things.map(({ label }) => label),
    ["x:a", "B"],
  );
  assert.equal([...told.facts][0].subject.facts.length, 1);
});

test("a query is coloured without a letter lost, and a fault is marked where it is", () => {
  const query = 'SELECT ?a # all\n{ ?a wco:name "x # y", <http://x/#a> ; a wco:B }';
  const sorted = (sort) =>
    tokens(query)
      .filter((piece) => piece.sort === sort)
      .map(({ text }) => text);
  assert.equal(
    tokens(query)
      .map(({ text }) => text)
      .join(""),
    query,
  );
  assert.deepEqual(sorted("word"), ["SELECT", "a"]);
  assert.deepEqual(sorted("comment"), ["# all"]);
  assert.deepEqual(sorted("string"), ['"x # y"']);
  assert.deepEqual(sorted("iri"), ["<http://x/#a>"]);
  assert.equal(offset("a\nb😀c", 2, 3), 5);
  assert.equal(offset("a", 9, 9), 1);
  const faulty = (place) =>
    marked("{ ?x }", place)
      .filter(({ sort }) => sort.includes("fault"))
      .map(({ text }) => text);
  assert.deepEqual([faulty(2), faulty(5), faulty(6)], [["?x"], ["}"], [" "]]);
});
