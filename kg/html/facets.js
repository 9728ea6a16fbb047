// What initiatives can be told apart by, and which of them, with what they link, pass the filters of a state.

import { capital, collator } from "./dom.js";
import { slug } from "./graph.js";

const MONTHS = /^\d{4}(-\d\d)?/;

/**
 * What initiatives can be told apart by: [{ key, label, of, tellsWhere }]. of(initiative, facts) gives the options
 * that an initiative has by some of its facts, a Map from key to label: its types, its year, the regions (of each
 * narrower sort first) and countries where it was or for which, and whatever has each of its roles. Of all but types
 * and years, tellsWhere says whether they tell where it was.
 */
export function dimensions(graph) {
  if (dimensionsOf.has(graph)) return dimensionsOf.get(graph);
  const reached = (facts) => {
    const found = new Set(
      facts.filter((fact) => graph.where.has(fact.relation)).flatMap((fact) => fact.object?.places ?? []),
    );
    for (const place of found) for (const wider of place.within) found.add(wider);
    return [...found];
  };
  const place = (key, label, fits) => ({
    key,
    label,
    tellsWhere: true,
    of: (_, facts) =>
      new Map(
        reached(facts)
          .filter(fits)
          .map(({ key, label }) => [key, label]),
      ),
  });
  const sorts = new Set(graph.places.map(({ sort }) => sort).filter(Boolean));
  const roles = new Set(
    graph.facts.filter((fact) => fact.subject.kind === 0 && fact.object && !fact.basis).map((fact) => fact.relation),
  );
  const made = [
    {
      key: "type",
      label: "Type",
      of: ({ type }) => new Map(typesOf(type).map((each) => [each, each])),
    },
    { key: "year", label: "Year", of: ({ date }) => new Map(date ? [[date.slice(0, 4), date.slice(0, 4)]] : []) },
    ...[...sorts].map((each) => place(slug(each), capital(each), ({ sort }) => sort === each)),
    place("region", "Region", ({ code }) => !code),
    place("country", "Country", ({ code }) => code),
    ...[...roles]
      .sort((a, b) => a - b)
      .map((relation) => ({
        key: slug(graph.relations[relation]),
        label: capital(aspect(graph, graph.relations[relation])),
        tellsWhere: graph.where.has(relation),
        of: (_, facts) =>
          new Map(
            facts
              .filter((fact) => fact.relation === relation && fact.object)
              .map(({ object }) => [object.id, object.label]),
          ),
      })),
  ];
  dimensionsOf.set(graph, made);
  return made;
}

const dimensionsOf = new WeakMap();

// What a role is called where things are sorted by it: "topic" for "has topic", else as it stands: "funded by".
const aspect = ({ kinds }, relation) =>
  kinds.map(([one]) => one.toLowerCase()).find((one) => relation.endsWith(` ${one}`)) ?? relation;

/** The types of an initiative, each as a name of its own. */
export const typesOf = (type) => (type ? type.split(", ").map(capital) : []);

/** The month of a thing, "2024-03", or less where less is known. */
export const monthOf = (thing) => MONTHS.exec(thing.date)?.[0] ?? "";

/**
 * What passes the filters of a state: { things, facts, initiatives, of, options, narrowed }. things and facts are
 * Sets. of(initiative) gives the facts that pass of one that does. options has a Map for each dimension's key, from
 * an option's key to { label, number }: how many initiatives it would leave, all other filters being as they are.
 * narrowed tells whether anything but a kind is left out.
 */
export function passing(graph, state) {
  const least = Number(state.sure) / 100;
  const barred = (thing) => state.known && thing?.candidate;
  const stands = (fact) =>
    !state.cut.has(String(fact.relation)) &&
    !barred(fact.subject) &&
    !barred(fact.object) &&
    (!least || !fact.evidence.length || fact.evidence.some(({ confidence }) => confidence >= least));
  const kept = new Map(); // initiatives, each with its facts that pass
  const all = dimensions(graph);
  const options = new Map(all.map(({ key }) => [key, new Map()]));
  for (const thing of graph.things) {
    if (thing.kind !== 0 || !timely(thing, state)) continue;
    const facts = thing.facts.filter((fact) => fact.subject === thing && !fact.basis && stands(fact));
    const has = new Map(all.map((each) => [each.key, each.of(thing, facts)]));
    const failing = all.filter(({ key }) => {
      const wanted = state.only.get(key);
      return wanted?.size && ![...wanted].some((option) => has.get(key).has(option));
    });
    if (failing.length > 1) continue;
    if (!failing.length) kept.set(thing, facts);
    for (const { key } of failing.length ? failing : all) {
      for (const [option, label] of has.get(key)) {
        const known = options.get(key).get(option);
        if (known) known.number++;
        else options.get(key).set(option, { label, number: 1 });
      }
    }
  }

  const narrowed = Boolean(
    [...state.only.values()].some((keys) => keys.size) || state.cut.size || least || state.since || state.until,
  );
  const part = new Map(); // of the initiatives kept, those that each thing has a part in
  for (const [initiative, its] of kept) {
    for (const fact of its) {
      if (fact.object) part.set(fact.object, (part.get(fact.object) ?? new Set()).add(initiative));
    }
  }
  const shown = (thing) => !state.hide.has(String(thing.kind)) && !barred(thing);
  const things = new Set(
    graph.things.filter((thing) => shown(thing) && (thing.kind === 0 ? kept.has(thing) : !narrowed || part.has(thing))),
  );
  const rests = (fact) => {
    const [few, many] = [part.get(fact.subject), part.get(fact.object)].sort((a, b) => (a?.size ?? 0) - (b?.size ?? 0));
    return few && [...few].some((initiative) => many.has(initiative));
  };
  const facts = new Set(
    graph.facts.filter(
      (fact) =>
        stands(fact) &&
        things.has(fact.subject) &&
        (!fact.object || things.has(fact.object)) &&
        (fact.basis !== 2 || !narrowed || rests(fact)),
    ),
  );
  return { things, facts, initiatives: [...kept.keys()], of: (initiative) => kept.get(initiative), options, narrowed };
}

function timely(thing, { since, until }) {
  if (!since && !until) return true;
  const month = monthOf(thing);
  return Boolean(month) && (!since || month >= since.slice(0, month.length)) && (!until || month <= until);
}

/** How many initiatives there are of each pair of options of two dimensions: Map by row of Map by column of things. */
export function crossed(selection, row, column) {
  const cells = new Map();
  for (const initiative of selection.initiatives) {
    const facts = selection.of(initiative);
    for (const a of row.of(initiative, facts).keys()) {
      if (!cells.has(a)) cells.set(a, new Map());
      for (const b of column.of(initiative, facts).keys()) {
        if (!cells.get(a).has(b)) cells.get(a).set(b, []);
        cells.get(a).get(b).push(initiative);
      }
    }
  }
  return cells;
}

/** The things that initiatives link, each after the initiative that brings it in. */
export function linked(selection, initiatives) {
  const chosen = new Set();
  for (const initiative of initiatives) {
    chosen.add(initiative);
    for (const { object } of selection.of(initiative)) if (selection.things.has(object)) chosen.add(object);
  }
  return [...chosen];
}

/**
 * As many of some things as `size`, in the same order: initiatives, and what most of them link. Of what as many link,
 * that goes before which belongs to one with few links, so that none stands alone.
 */
export function foremost(selection, things, size) {
  const weights = new Map();
  for (const initiative of selection.initiatives) {
    const ends = linked(selection, [initiative]);
    for (const end of ends) weights.set(end, (weights.get(end) ?? 0) + 1 + 1 / ends.length);
  }
  const weight = (thing) => (thing.kind === 0 ? Number.MAX_VALUE : (weights.get(thing) ?? 0));
  const kept = new Set([...things].sort((a, b) => weight(b) - weight(a)).slice(0, size));
  return things.filter((thing) => kept.has(thing));
}

/** Compares what has a number and a label: the most first, of as many by name. */
export const mostFirst = (a, b) => b.number - a.number || collator.compare(a.label, b.label);

/** How often each text stands in a list, as { label, number }, the most frequent first; empty ones do not count. */
export function tally(texts) {
  const numbers = new Map();
  for (const text of texts) if (text) numbers.set(text, (numbers.get(text) ?? 0) + 1);
  return [...numbers].map(([label, number]) => ({ label, number })).sort(mostFirst);
}
