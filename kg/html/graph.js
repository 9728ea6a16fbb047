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
    facts[fact].evidence.push({ brief: briefs[brief], part, start, end, confidence, rule });
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
  const places = data.places.all.map(([key, label, code, , sort]) => ({ key, label, code, sort }));
  for (const [at, [, , , within]] of data.places.all.entries()) places[at].within = within.map((to) => places[to]);
  for (const thing of things) thing.places = [];
  for (const [thing, place] of data.places.of) things[thing].places.push(places[place]);
  const where = new Set(data.places.by.map((relation) => data.relations.indexOf(relation)));
  const byId = new Map(things.map((thing) => [thing.id, thing]));
  const briefById = new Map(briefs.map((brief) => [brief.id, brief]));
  return {
    ...data,
    things,
    facts,
    briefs,
    byId,
    briefById,
    first: data.first.map((index) => things[index]),
    questions,
    places,
    where,
  };
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
    if (!groups.has(key)) groups.set(key, { key, relation: graph.relations[fact.relation], incoming, facts: [] });
    groups.get(key).facts.push(fact);
  }
  const date = (fact) => other(fact, thing)?.date ?? "";
  for (const { facts } of groups.values()) facts.sort((a, b) => (date(a) < date(b) ? 1 : date(a) > date(b) ? -1 : 0));
  const order = (group) => [group.facts[0].basis, group.facts[0].object ? 0 : -1, -group.facts.length];
  return [...groups.values()].sort((a, b) => compare(order(a), order(b)));
}

/** What a group of facts of a thing is called: "benefits", or "benefits this agency" where it is at the far end. */
export function called(graph, { relation, incoming }, thing) {
  const kind = graph.kinds[thing.kind][0].toLowerCase();
  return incoming ? `${relation.replace(new RegExp(` ${kind}$`), "")} this ${kind}` : relation;
}

function compare(a, b) {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : a[at] - b[at];
}

/** How many things a picture holds: more could not be told apart. */
export const MOST = 150;

/**
 * A thing with what it is linked to, and what its few initiatives link in turn: about `size` things. Each
 * relation gets its share, or as many as `more` says by its key; what does not pass is passed over.
 */
export function neighbourhood(graph, thing, more = new Map(), size = 40, passes = () => true) {
  const around = new Set([thing]);
  const groups = grouped(graph, thing);
  const share = Math.max(2, Math.floor(size / groups.length));
  for (const { key, facts } of groups) {
    const linked = facts.filter(passes).map((fact) => other(fact, thing));
    for (const neighbour of linked.filter(Boolean).slice(0, more.get(key) ?? share)) around.add(neighbour);
  }
  for (const neighbour of [...around]) {
    if (neighbour.kind !== 0 || neighbour === thing) continue;
    for (const fact of neighbour.facts) {
      if (fact.object && around.size < size && passes(fact)) around.add(other(fact, neighbour));
    }
  }
  return [...around].slice(0, MOST);
}

// What the dearest way worth telling of costs, by the best one's cost.
const dearest = (cost) => Math.max(1.4 * cost, cost + 2);

/**
 * The best ways between two things over what is stated, at most `limit`: [[thing, …], …]. A way is the better, the
 * fewer and surer its links and the less its things link besides: two that share an agency for which everybody works
 * have little in common. Found as roads are: the best ways over each thing between, by the distances from both ends
 * (Abraham et al., Alternative routes in road networks, 2013).
 */
export function paths(a, b, limit = 5) {
  if (a === b) return [];
  const [few, many] = a.facts.length < b.facts.length ? [a, b] : [b, a]; // a hub has thousands
  const from = distances(few, many, () => 0);
  if (!from.has(many)) return [];
  const worst = dearest(from.get(many).cost);
  const to = distances(
    many,
    few,
    (thing) => {
      const known = from.get(thing);
      return known ? known.cost - known.weight : Infinity;
    },
    worst,
  );
  const ways = [...to].map(([thing, { cost }]) => ({
    thing,
    cost: cost + from.get(thing).cost - from.get(thing).weight,
  }));
  ways.sort((one, two) => one.cost - two.cost || one.thing.index - two.thing.index);
  const found = new Map();
  for (const { thing, cost } of ways) {
    if (found.size === limit || cost > worst) break;
    const way = [...back(from, thing).reverse(), ...back(to, thing).slice(1)];
    if (new Set(way).size === way.length) found.set(way.map(({ index }) => index).join(), way);
  }
  return [...found.values()].map((way) => (way[0] === a ? way : way.toReversed()));
}

const back = (reached, thing) => {
  const way = [];
  for (let at = thing; at; at = reached.get(at).before) way.push(at);
  return way;
};

// What it costs to reach each thing from one of them, as far as it can lie on a way to another that is worth telling
// of (Dijkstra). rest: what it costs at least to go on from a thing; worst: the most that a way may cost.
function distances(start, end, rest, worst = Infinity) {
  const reached = new Map();
  const queue = heap((a, b) => a.cost - b.cost);
  queue.push({ thing: start, before: null, cost: 0, weight: 0 });
  for (let at = queue.pop(); at; at = queue.pop()) {
    const { thing } = at;
    if (reached.has(thing)) continue;
    reached.set(thing, at);
    if (thing === end) continue;
    for (const fact of thing.facts) {
      const next = other(fact, thing);
      if (!next || fact.basis === 2 || reached.has(next)) continue;
      const weight = next === end ? 0 : Math.log2(next.facts.length) / 4;
      const cost = at.cost + 1 + doubt(fact) + weight;
      if (next === end) worst = Math.min(worst, dearest(cost));
      if (cost + rest(next) <= worst) queue.push({ thing: next, before: thing, cost, weight });
    }
  }
  return reached;
}

const doubt = ({ evidence }) => (evidence.length ? 1 - Math.max(...evidence.map(({ confidence }) => confidence)) : 0);

// A binary heap: the least comes out first.
function heap(compared) {
  const items = [];
  const above = (a, b) => compared(items[a], items[b]) < 0;
  const swap = (a, b) => ([items[a], items[b]] = [items[b], items[a]]);
  return {
    push(item) {
      let at = items.push(item) - 1;
      for (let up; at && above(at, (up = (at - 1) >> 1)); at = up) swap(at, up);
    },
    pop() {
      if (items.length < 2) return items.pop();
      const first = items[0];
      items[0] = items.pop();
      for (let at = 0; ; ) {
        const below = [2 * at + 1, 2 * at + 2].filter((each) => each < items.length);
        const least = below.length === 2 && above(below[1], below[0]) ? below[1] : below[0];
        if (least === undefined || !above(least, at)) return first;
        swap(at, least);
        at = least;
      }
    },
  };
}

/** A label as it stands in addresses. */
export const slug = (text) => text.replaceAll(/[^\p{L}\p{N}]+/gu, "-");

/** The name of a fact of a thing in an address, which holds as long as the graph says it: benefits~customs-fj. */
export const nameOf = (graph, fact, thing) =>
  `${fact.subject === thing ? "" : "~"}${slug(graph.relations[fact.relation])}~${other(fact, thing)?.id ?? fact.value}`;

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
