// What is shown, as Turtle: the same triples, with the same IRIs, as in the files that the graph is exported to.

import { capital } from "./dom.js";
import { typesOf } from "./facets.js";

const DATATYPES = { 4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date" };
const PLAIN = /^[A-Za-z][\w-]*$/;
const PARTS = ["headline", "body"];
const ESCAPES = { "\n": "\\n", "\r": "\\r", '"': '\\"', "\\": "\\\\" };

const BATCH = 500; // facts written at a stretch

// RDF counts characters, JavaScript halves of some.
const characters = (text, offset) =>
  offset - (text.slice(0, offset).match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);

const literal = (text) => `"${text.replace(/[\n\r"\\]/g, (found) => ESCAPES[found])}"`;

/** Turtle of things and facts of a graph, with the evidence of the facts and the briefs it stands in. */
export async function turtle(graph, things, facts) {
  const { prefixes, relations, rules, dated } = graph.rdf;
  const classes = new Map(Object.entries(graph.rdf.classes).map(([label, iri]) => [capital(label), iri]));
  const unnamed = new Set(graph.rdf.unnamed);
  const terms = new Map(); // the same ones come again and again
  const term = (iri) => {
    if (!terms.has(iri)) terms.set(iri, written(iri));
    return terms.get(iri);
  };
  const written = (iri) => {
    const [prefix, space] = Object.entries(prefixes).find(([, namespace]) => iri.startsWith(namespace)) ?? [];
    const local = space && iri.slice(space.length);
    if (local && PLAIN.test(local)) return `${prefix}:${local}`;
    return `<${iri.replace(/[\0- <>"{}|^`\\]/g, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`)}>`;
  };
  const node = ({ id }) => term(iriOf(graph, id));
  const isType = ({ relation }) => relations[relation] === `${prefixes.rdf}type`;
  const valueIri = (fact) =>
    fact.object ? iriOf(graph, fact.object.id) : isType(fact) ? (classes.get(capital(fact.value)) ?? fact.value) : null;
  const valueTerm = (fact) => {
    const iri = valueIri(fact);
    if (iri) return term(iri);
    return dated.includes(fact.relation)
      ? `${literal(fact.value)}^^${DATATYPES[fact.value.length]}`
      : literal(fact.value);
  };
  const block = (subject, pairs) => `\n${subject} ${[...pairs].join(" ;\n    ")} .\n`;

  const lines = Object.entries(prefixes).map(([prefix, namespace]) => `@prefix ${prefix}: <${namespace}> .\n`);
  const stated = new Map([...things].map((thing) => [thing, new Set(told(thing))]));
  const briefs = new Map();
  const evidence = [];
  let done = 0;
  for (const fact of facts) {
    if (++done % BATCH === 0) await new Promise((next) => setTimeout(next)); // so that the page goes on meanwhile
    if (!stated.has(fact.subject)) stated.set(fact.subject, new Set());
    stated.get(fact.subject).add(`${isType(fact) ? "a" : term(relations[fact.relation])} ${valueTerm(fact)}`);
    for (const each of fact.evidence) {
      briefs.set(each.brief, []);
      evidence.push(evidenceOf(fact, each));
    }
  }
  for (const [brief, named] of briefs)
    for (const { thing } of brief.mentions) if (stated.has(thing)) named.push(`wco:mentions ${node(thing)}`);
  for (const [thing, pairs] of stated) if (pairs.size) lines.push(block(node(thing), pairs));
  for (const [brief, named] of briefs) {
    const pairs = ["a wco:Brief", `schema:headline ${literal(brief.headline)}`];
    if (brief.date) pairs.push(`schema:datePublished ${literal(brief.date)}^^xsd:date`);
    if (brief.url) pairs.push(`schema:url ${term(brief.url)}`);
    lines.push(block(node(brief), [...pairs, ...new Set(named)]));
  }
  return [...lines, ...(await Promise.all(evidence))].join("");

  function* told(thing) {
    if (thing.kind === 0) yield "a wco:Initiative";
    for (const type of typesOf(thing.type)) if (classes.has(type)) yield `a ${term(classes.get(type))}`;
    if (!unnamed.has(thing.index))
      yield thing.kind === 0 ? `rdfs:label ${literal(thing.label)}` : `skos:prefLabel ${literal(thing.label)}@en`;
    if (thing.candidate) yield "wco:status wco:Candidate";
  }

  async function evidenceOf(fact, { brief, part, start, end, confidence, rule }) {
    const text = part ? brief.text : brief.headline;
    const [from, to] = [start, end].map((offset) => characters(text, offset));
    const [subject, predicate] = [iriOf(graph, fact.subject.id), relations[fact.relation]];
    const name = [iriOf(graph, brief.id), subject, predicate, valueIri(fact) ?? fact.value, PARTS[part], from, to];
    return block(await evidenceNode(name), [
      "a wco:Evidence, rdf:Statement",
      `rdf:subject ${node(fact.subject)}`,
      `rdf:predicate ${term(predicate)}`,
      `rdf:object ${valueTerm(fact)}`,
      `oa:exact ${literal(text.slice(start, end))}`,
      `oa:start ${from}`,
      `oa:end ${to}`,
      `wco:part ${literal(PARTS[part])}`,
      `wco:confidence ${literal(String(confidence))}^^xsd:decimal`,
      `wco:rule ${term(rules[rule])}`,
      `prov:wasDerivedFrom ${node(brief)}`,
    ]);
  }
}

const iriOf = (graph, id) => (/^[a-z][\w+.-]*:/i.test(id) ? id : graph.base + id);

/** The name of a piece of evidence, as kg/store.py makes it of the same; none where a page may not hash: over plain HTTP. */
async function evidenceNode(parts) {
  if (!crypto.subtle) return "[]";
  const hashed = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(parts.join("\x1f")));
  const bytes = [...new Uint8Array(hashed).slice(0, 6)];
  return `id:evidence-${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
