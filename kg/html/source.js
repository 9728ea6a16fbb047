// Where the page's knowledge comes from. A file brings all of it along; a server could be asked instead,
// with the same two answers, in the same shape of data (see data.py).

import { decode } from "./graph.js";
import { searchable, suggest } from "./search.js";

/**
 * Give the source of this page: { graph(state), search(query, limit) }, both of which may give promises.
 * graph: what there is to show in a state of the page; search: { thing, brief, name } each, best first.
 */
export async function source() {
  const graph = decode(await unpacked(document.getElementById("data").textContent));
  let rows; // made when first wanted, or when there is nothing else to do
  const index = () => (rows ??= searchable(graph));
  requestIdleCallback(index);
  return {
    graph: () => graph,
    search: (query, limit = 12) => suggest(index(), query, limit),
  };
}

/** JSON from Base64 and raw DEFLATE, as kg/html/__init__.py packs it. */
function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const json = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(json).json();
}
