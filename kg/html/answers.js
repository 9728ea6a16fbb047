// What a SPARQL endpoint answers, and what can be drawn of it.

export const ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9";

const NUMBERS = /#(integer|decimal|double|float|(non)?(Positive|Negative)Integer|(unsigned)?(Long|Int|Short|Byte))$/i;
const TRIPLE = /^(\S+) <([^>]*)> (?:<([^>]*)>|(_:\S+)|"((?:[^"\\]|\\.)*)"(?:@[\w-]+|\^\^<([^>]*)>)?) \.$/;
const ESCAPES = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
const LABELS = /[#/](prefLabel|label|headline)$/;

const iri = (value) => ({ value, iri: true, number: NaN });
const literal = (value, datatype = "") => ({
  value,
  iri: false,
  number: NUMBERS.test(datatype) ? Number(value) : NaN,
});

const unescaped = (text) =>
  text.replace(/\\(?:u([\dA-F]{4})|U([\dA-F]{8})|(.))/gi, (_, four, eight, one) =>
    one ? (ESCAPES[one] ?? one) : String.fromCodePoint(parseInt(four ?? eight, 16)),
  );

/** Read an answer: { columns, rows, triples }, each cell { value, iri, number } or null; number is NaN but of numbers. */
export function read(text, media) {
  if (media.includes("n-triples")) {
    const rows = text.split("\n").flatMap((line) => {
      const [, subject, predicate, object, blank, words, datatype] = TRIPLE.exec(line) ?? [];
      if (!predicate) return [];
      const start = subject.startsWith("<") ? iri(subject.slice(1, -1)) : literal(subject);
      const end = object === undefined ? literal(blank ?? unescaped(words), datatype) : iri(object);
      return [[start, iri(predicate), end]];
    });
    return { columns: ["subject", "predicate", "object"], rows, triples: true };
  }
  const data = JSON.parse(text);
  if ("boolean" in data) {
    return { columns: ["answer"], rows: [[literal(data.boolean ? "yes" : "no")]], triples: false };
  }
  const cell = (term) => term && (term.type === "uri" ? iri(term.value) : literal(term.value, term.datatype));
  const columns = data.head.vars;
  return {
    columns,
    rows: data.results.bindings.map((row) => columns.map((name) => cell(row[name]) ?? null)),
    triples: false,
  };
}

/** Columns of numbers, and of names: all others, those that no other column gives the label of first. */
export function sorts({ columns, rows }) {
  const all = columns.map((_, at) => at);
  const numbers = all.filter(
    (at) => rows.some((row) => row[at]) && rows.every((row) => !row[at] || !Number.isNaN(row[at].number)),
  );
  const labelled = (at) => Number(columns.includes(`${columns[at]}Label`));
  const names = all.filter((at) => !numbers.includes(at)).sort((a, b) => labelled(a) - labelled(b) || a - b);
  return { numbers, names };
}

/**
 * Bars of an answer: [{ label, number }], the numbers of one column added up by another, or the rows counted where
 * `value` is -1; the longest first, but time in its own order.
 */
export function bars({ rows }, name, value, written = (cell) => cell.value) {
  const found = new Map();
  for (const row of rows) {
    if (!row[name]) continue;
    const label = written(row[name]);
    found.set(label, (found.get(label) ?? 0) + (value < 0 ? 1 : (row[value]?.number ?? 0)));
  }
  const all = [...found].map(([label, number]) => ({ label, number }));
  const timely = all.every(({ label }) => /^\d{4}(-\d\d){0,2}$/.test(label));
  return all.sort(timely ? (a, b) => (a.label < b.label ? -1 : 1) : (a, b) => b.number - a.number);
}

/** The column of an answer that holds most countries, by the Map from their IRIs; -1 where none holds any. */
export function countryColumn({ columns, rows }, countries) {
  const numbers = columns.map((_, at) => rows.filter((row) => countries.has(row[at]?.value)).length);
  const most = Math.max(0, ...numbers);
  return most ? numbers.indexOf(most) : -1;
}

/**
 * What an answer links, for the picture: { things, relations, facts }. Of triples, what they say; else the first thing
 * of each row with the others, the link called as the other's column.
 */
export function network({ columns, rows, triples }, short) {
  const things = new Map();
  const relations = [];
  const facts = new Map();
  const node = (value) => {
    if (!things.has(value))
      things.set(value, { index: things.size, id: value, label: short(value), kind: 1, candidate: false, facts: [] });
    return things.get(value);
  };
  function link(from, name, to) {
    const key = `${from} ${name} ${to}`;
    if (from === to || facts.has(key)) return;
    if (!relations.includes(name)) relations.push(name);
    const fact = { subject: node(from), object: node(to), relation: relations.indexOf(name), basis: 0 };
    fact.subject.facts.push(fact);
    fact.object.facts.push(fact);
    facts.set(key, fact);
  }
  const labels = new Map();
  for (const row of rows) {
    if (triples) {
      const [subject, predicate, object] = row;
      if (subject.iri && object.iri) link(subject.value, short(predicate.value), object.value);
      else if (LABELS.test(predicate.value)) labels.set(subject.value, object.value);
      continue;
    }
    const [first, ...others] = columns.map((_, at) => at).filter((at) => row[at]?.iri);
    for (const at of others) link(row[first].value, columns[at], row[at].value);
    for (const [at, name] of columns.entries()) {
      const of = name.endsWith("Label") && columns.indexOf(name.slice(0, -5));
      if (of !== false && of >= 0 && row[of] && row[at]) labels.set(row[of].value, row[at].value);
    }
  }
  for (const thing of things.values()) thing.label = labels.get(thing.id) ?? thing.label;
  return { things: [...things.values()], relations, facts: new Set(facts.values()) };
}
