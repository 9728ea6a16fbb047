// Where the page's knowledge comes from: a file brings all of it along, a server is asked for it. The shape of the
// data is the same, see data.py and docs/explore.md.

import { decode } from "./graph.js";
import { searchable, suggest } from "./search.js";

const ASKED = ["thing", "focus", "brief", "from", "to", "ask", "near"]; // fields of the state that a server goes by
const KEPT = 30; // excerpts kept, so that going back is quick

/**
 * Give the source of this page: { graph(state), search(query, limit) }, both of which may give promises.
 * graph: what there is to show in a state of the page; search: { thing, brief, name, kind } each, best first.
 */
export async function source() {
  const data = document.getElementById("data").textContent;
  return data ? whole(decode(await unpacked(data))) : served();
}

function whole(graph) {
  let rows; // made when first wanted, or when there is nothing else to do
  const index = () => (rows ??= searchable(graph));
  requestIdleCallback(index);
  return {
    graph: () => graph,
    search: (query, limit = 12) => suggest(index(), query, limit),
  };
}

function served() {
  const known = new Map(); // promises of graphs by what was asked
  let all; // the source of a graph that the server has given whole
  let kinds = []; // of the graph last given
  async function graph(state) {
    if (all) return all.graph();
    const fields = ASKED.filter((name) => state[name] && !(name === "thing" && state.thing === state.focus));
    const asked = `${new URLSearchParams(fields.map((name) => [name, state[name]]))}`;
    const answer = known.get(asked) ?? fetched(`explore/graph?${asked}`).then(decode);
    known.delete(asked);
    known.set(asked, answer);
    if (known.size > KEPT) known.delete(known.keys().next().value);
    try {
      const given = await answer;
      kinds = given.kinds;
      if (!given.extent) all = whole(given);
      return given;
    } catch (error) {
      known.delete(asked);
      throw error;
    }
  }
  async function search(query, limit = 12) {
    if (all) return all.search(query, limit);
    const found = query.trim() ? await fetched(`explore/search?${new URLSearchParams({ q: query, limit })}`) : [];
    const kindOf = ({ kind }) =>
      Math.max(
        0,
        kinds.findIndex(([one]) => one === kind),
      );
    return found.map((row) =>
      row.thing ? { ...row, kind: row.thing.kind, thing: { ...row.thing, kind: kindOf(row.thing) } } : row,
    );
  }
  return { graph, search };
}

async function fetched(address) {
  let response;
  try {
    response = await fetch(address);
  } catch {
    throw new Error("The server cannot be reached.");
  }
  if (response.ok) return response.json();
  const told = await response.json().catch(() => ({})); // what stands before the server tells nothing in JSON
  throw new Error(`The server gives no answer: ${told.detail ?? response.status}`);
}

/** The data that the page brings along. */
export const packedData = () => unpacked(document.getElementById("data").textContent);

/** JSON from Base64 and raw DEFLATE, as kg/html/__init__.py packs it. */
function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const json = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(json).json();
}
