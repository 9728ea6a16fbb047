// Where the page's knowledge comes from. A file brings all of it along; a server could be asked instead,
// with the same two answers, in the same shape of data (see data.py).

import { decode } from "./graph.js";
import { searchable, suggest } from "./search.js";

/**
 * Give the source of this page: { graph(state), search(query, limit) }, both of which may give promises.
 * graph: what there is to show in a state of the page; search: { thing, brief, name } each, best first.
 */
export function source() {
  const graph = decode(JSON.parse(document.getElementById("data").textContent));
  const rows = searchable(graph);
  return {
    graph: () => graph,
    search: (query, limit = 12) => suggest(rows, query, limit),
  };
}
