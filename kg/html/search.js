// Search as you type, over names, acronyms and headlines.

export const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * What can be found: a row for each name of each thing, entities weighing most, and each brief's headline; kind: what
 * a thing is, in words.
 */
export function searchable(graph) {
  const rows = [];
  for (const thing of graph.things) {
    for (const name of [thing.label, ...thing.aliases]) {
      rows.push({
        thing,
        brief: null,
        kind: graph.kinds[thing.kind][0],
        name,
        folded: fold(name),
        weight: thing.kind ? thing.facts.length : 0,
      });
    }
  }
  for (const brief of graph.briefs) {
    rows.push({ thing: null, brief, name: brief.headline, folded: fold(brief.headline), weight: 0 });
  }
  return rows;
}

/** The rows that hold every word of a query, best first, one for each thing. */
export function suggest(rows, query, limit = 12) {
  const wanted = fold(query).trim();
  if (!wanted) return [];
  const words = wanted.split(/\s+/);
  const found = new Map();
  for (const row of rows) {
    const place = rank(row.folded, wanted, words);
    const key = row.thing ?? row.brief;
    const known = found.get(key);
    if (place >= 0 && !(known && known.place <= place)) found.set(key, { ...row, place });
  }
  const order = (a, b) => a.place - b.place || b.weight - a.weight || a.name.length - b.name.length;
  return [...found.values()].sort(order).slice(0, limit);
}

/** How well a name answers a query, both folded, as kg/serve/explore.py tells it too: 0 is best, -1 not at all. */
export function rank(name, query, words = query.split(/\s+/)) {
  if (!words.every((word) => name.includes(word))) return -1;
  if (name === query) return 0;
  if (name.startsWith(query)) return 1;
  const starts = ` ${name.replace(/[^\p{L}\p{N}]+/gu, " ")}`;
  return words.every((word) => starts.includes(` ${word}`)) ? 2 : 3;
}
