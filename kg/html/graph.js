// The graph in memory: what kg/html/data.py wrote, with each row as an object that knows its neighbours.

export function decode(data) {
  const briefs = data.briefs.map(([id, headline, text, date, url, warnings], index) => ({
    index,
    id,
    headline,
    text,
    date,
    url,
    warnings,
    mentions: [],
    initiatives: new Set(),
  }));
  const things = data.things.map(([id, label, kind, type, candidate, date, aliases], index) => ({
    index,
    id,
    label,
    kind,
    type,
    candidate: candidate === 1,
    date,
    aliases,
    facts: [],
    mentions: [],
  }));
  const facts = data.facts.map(([subject, relation, object, basis], index) => {
    const isThing = typeof object === "number";
    const fact = {
      index,
      relation,
      basis,
      evidence: [],
      subject: things[subject],
      object: isThing ? things[object] : null,
      value: isThing ? "" : object,
    };
    things[subject].facts.push(fact);
    if (isThing) things[object].facts.push(fact);
    return fact;
  });
  for (const [fact, brief, part, start, end, confidence, rule] of data.evidence) {
    facts[fact].evidence.push({ brief: briefs[brief], part, start, end, confidence, rule: data.rules[rule] });
    if (facts[fact].subject.kind === 0) briefs[brief].initiatives.add(facts[fact].subject);
  }
  for (const [thing, brief, part, start, end] of data.mentions) {
    const mention = { thing: things[thing], brief: briefs[brief], part, start, end };
    briefs[brief].mentions.push(mention);
    things[thing].mentions.push(mention);
  }
  const questions = (data.questions ?? []).map(([name, title, description, columns, answers]) => ({
    name,
    title,
    description,
    columns,
    answers: answers.map((cells) => cells.map((cell) => (typeof cell === "number" ? things[cell] : cell))),
  }));
  const places = data.places.all.map(([key, label, code]) => ({ key, label, code }));
  for (const [at, [, , , within]] of data.places.all.entries()) places[at].within = within.map((to) => places[to]);
  for (const thing of things) thing.places = [];
  for (const [thing, place] of data.places.of) things[thing].places.push(places[place]);
  const where = new Set(data.places.by.map((relation) => data.relations.indexOf(relation)));
  const byId = new Map(things.map((thing) => [thing.id, thing]));
  const briefById = new Map(briefs.map((brief) => [brief.id, brief]));
  return { ...data, things, facts, briefs, byId, briefById, first: data.first.map((index) => things[index]), questions, places, where };
}

export const other = (fact, thing) => (fact.subject === thing ? fact.object : fact.subject);

const groupsOf = new WeakMap(); // a hub has thousands of facts to sort

/**
 * The facts of a thing by relation and direction: [{ key, relation, incoming, facts }].
 * Groups: what is stated comes first; facts: those of the latest initiatives.
 */
export function grouped(graph, thing) {
  if (!groupsOf.has(thing)) groupsOf.set(thing, groupsAround(graph, thing));
  return groupsOf.get(thing);
}

function groupsAround(graph, thing) {
  const groups = new Map();
  for (const fact of thing.facts) {
    const incoming = fact.subject !== thing;
    const key = `${incoming ? "to" : "of"}-${fact.relation}`;
    if (!groups.has(key))
      groups.set(key, { key, relation: graph.relations[fact.relation], incoming, facts: [] });
    groups.get(key).facts.push(fact);
  }
  const date = (fact) => other(fact, thing)?.date ?? "";
  for (const { facts } of groups.values())
    facts.sort((a, b) => (date(a) < date(b) ? 1 : date(a) > date(b) ? -1 : 0));
  const order = (group) => [group.facts[0].basis, group.facts[0].object ? 0 : -1, -group.facts.length];
  return [...groups.values()].sort((a, b) => compare(order(a), order(b)));
}

function compare(a, b) {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : a[at] - b[at];
}

/**
 * A thing with what it is linked to, and what its few initiatives link in turn: about `size` things. Each
 * relation gets its share, or as many as `more` says by its key.
 */
export function neighbourhood(graph, thing, more = new Map(), size = 40) {
  const around = new Set([thing]);
  const groups = grouped(graph, thing);
  const share = Math.max(3, Math.floor(size / groups.length));
  for (const { key, facts } of groups) {
    const linked = facts.map((fact) => other(fact, thing)).filter(Boolean);
    for (const neighbour of linked.slice(0, more.get(key) ?? share)) around.add(neighbour);
  }
  for (const neighbour of [...around]) {
    if (neighbour.kind !== 0 || neighbour === thing) continue;
    for (const fact of neighbour.facts) {
      if (fact.object && around.size < size) around.add(other(fact, neighbour));
    }
  }
  return [...around].slice(0, 150);
}

/** The shortest ways between two things over what is stated, at most `limit`: [[thing, …], …]. */
export function paths(a, b, limit = 3) {
  const steps = new Map([[a, 0]]);
  const before = new Map([[a, []]]);
  for (let reached = [a]; reached.length && !steps.has(b);) {
    const next = new Set();
    for (const thing of reached) {
      for (const fact of thing.facts) {
        const neighbour = other(fact, thing);
        if (!neighbour || fact.basis === 2) continue;
        if (!steps.has(neighbour)) {
          steps.set(neighbour, steps.get(thing) + 1);
          before.set(neighbour, []);
          next.add(neighbour);
        }
        const sources = before.get(neighbour);
        if (steps.get(neighbour) === steps.get(thing) + 1 && !sources.includes(thing)) sources.push(thing);
      }
    }
    reached = [...next];
  }
  if (!before.has(b)) return [];
  const found = [];
  const walk = (way) => {
    if (found.length === limit) return;
    if (way[0] === a) found.push(way);
    else for (const thing of before.get(way[0])) walk([thing, ...way]);
  };
  walk([b]);
  return found;
}

/** All facts that link two things directly. */
export const between = (a, b) => a.facts.filter((fact) => fact.object && other(fact, a) === b);

/** What an inferred link rests on: the initiatives that both ends belong to, with the facts that say so. */
export function grounds(fact) {
  const ends = [fact.subject, fact.object];
  const [few] = [...ends].sort((a, b) => a.facts.length - b.facts.length); // a hub has thousands
  const belongs = (each, end) => each.basis === 0 && each.object === end && each.subject.kind === 0;
  const initiatives = new Set(few.facts.filter((each) => belongs(each, few)).map((each) => each.subject));
  return [...initiatives]
    .map((initiative) => ({
      initiative,
      facts: ends.map((end) => initiative.facts.filter((each) => belongs(each, end))),
    }))
    .filter(({ facts }) => facts.every((found) => found.length))
    .map(({ initiative, facts }) => ({ initiative, facts: facts.flat() }));
}

/** The sentence, or sentences, of a text that hold the characters from start to end: [from, to]. */
export function sentence(text, start, end) {
  let from = 0;
  let to = text.length;
  for (const { index, segment } of new Intl.Segmenter("en", { granularity: "sentence" }).segment(text)) {
    if (index <= start) from = index;
    if (index + segment.length >= end) {
      to = index + segment.trimEnd().length;
      break;
    }
  }
  return [from, Math.max(to, end)];
}

/** Cut a text at the spans given: [{ text, span }], longest span first where they overlap. */
export function cut(text, spans) {
  const kept = [];
  for (const span of [...spans].sort((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start)) {
    if (kept.every((other) => span.end <= other.start || span.start >= other.end)) kept.push(span);
  }
  const pieces = [];
  let at = 0;
  for (const span of kept.sort((a, b) => a.start - b.start)) {
    if (span.start > at) pieces.push({ text: text.slice(at, span.start), span: null });
    pieces.push({ text: text.slice(span.start, span.end), span });
    at = span.end;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), span: null });
  return pieces;
}
