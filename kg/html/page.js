// The page itself: the address holds the state, and everything is drawn from it.

import { by, count, h } from "./dom.js";
import { foremost, linked } from "./facets.js";
import { select, showFilters, UNFILTERED } from "./filters.js";
import { finder } from "./finder.js";
import { neighbourhood, paths } from "./graph.js";
import { panel } from "./panel.js";
import { source } from "./source.js";
import { address, parse } from "./state.js";
import { VIEWS } from "./views.js";

const knowledge = await source();
const title = document.title;
let state = parse(location.hash);

// --- The address, and steps from one state to another

function href(change) {
  const moved = "thing" in change || "brief" in change;
  const turned = ["focus", "from", "to"].some((name) => name in change && change[name] !== state[name]);
  const afresh = turned ? { drawn: new Map(), pins: new Map() } : {};
  const left = "view" in change && change.view !== state.view ? { find: "" } : {};
  return address({
    ...state,
    ...afresh,
    ...left,
    ...(moved ? { more: new Map(), ask: "", fact: "", near: "" } : {}),
    ...change,
  });
}

const page = {
  href,
  go(change) {
    location.hash = href(change);
  },
  amend(change) {
    history.replaceState(null, "", href(change));
    return render();
  },
};

// --- What there is to see

const FEW = 12; // as many initiatives, with what most of them link, can be drawn at once
const LEAST = 20; // things are drawn even where some of them are out of sight: fewer tell nothing
const SPACE = 37_000; // square pixels of the window to a thing, so that its label can be read

// How many things can be read at once; told by the window, whose size does not depend on what it shows.
const room = () => Math.max(LEAST, Math.floor((innerWidth * innerHeight) / SPACE));

function sceneOf(graph) {
  const [from, to, focus] = [state.from, state.to, state.focus].map((id) => graph.byId.get(id));
  const chosen = graph.byId.get(state.thing) ?? graph.briefById.get(state.brief) ?? null;
  const selection = select(graph, state);
  const kept = (things) => [...things].filter((thing) => selection.things.has(thing) || thing === chosen);
  const scene = { graph, state, selection, chosen, focus: null, ways: null, crowded: false };
  if (from && to) {
    const found = paths(from, to);
    const things = kept(new Set([from, to, ...found.flat()]));
    return {
      ...scene,
      ways: { from, to, found },
      things,
      caption: `Paths between ${from.label} and ${to.label}`,
    };
  }
  if (focus) {
    const things = kept(neighbourhood(graph, focus, state.drawn, room(), (fact) => selection.facts.has(fact)));
    return { ...scene, focus, things, caption: `Neighbourhood of ${focus.label}` };
  }
  const total = graph.things.filter((thing) => thing.kind === 0).length;
  const latest = graph.first.filter((thing) => thing.kind === 0).length;
  const { initiatives } = selection;
  const few = initiatives.length <= Math.max(latest, FEW);
  const all = few ? kept(initiatives.length === total ? graph.first : linked(selection, initiatives)) : [];
  const things = few ? foremost(selection, all, room()) : [];
  const [some, many] = [things, all].map((each) => each.filter(({ kind }) => kind !== 0).length);
  return {
    ...scene,
    crowded: !few,
    things,
    caption: few
      ? `${count(initiatives.length, graph.kinds[0])} and ${some < many ? `${some} of the ${many} things that they link` : "what they link"}`
      : `What most ${graph.extent ? `of the latest ${count(initiatives.length, graph.kinds[0])}` : graph.kinds[0][1].toLowerCase()} have to do with`,
  };
}

const shown = new Map(); // what the views made so far
const hosts = new Map(
  VIEWS.map(({ name, label }) => [name, h("section", { id: name || "picture", class: "view", "aria-label": label })]),
);
const buttons = new Map(
  VIEWS.map(({ name, label }) => [
    name,
    h("button", { id: `show-${name || "picture"}`, type: "button", onclick: () => page.go({ view: name }) }, label),
  ]),
);
by("views").append(...buttons.values());
by("stage").append(...hosts.values());

async function render() {
  state = parse(location.hash);
  const now = state;
  let graph;
  try {
    graph = await knowledge.graph(now);
  } catch (error) {
    if (now === state) showFailure(error);
    return;
  }
  if (now !== state) return; // the user has gone on meanwhile
  by("failure").hidden = true;
  by("extent").textContent = graph.extent
    ? `From ${graph.extent.briefs.toLocaleString("en")} of ${count(graph.extent.of, ["brief", "briefs"])}; search reaches all`
    : "";
  let scene = sceneOf(graph);
  if (graph.byId.has(state.thing) && !scene.things.includes(scene.chosen)) {
    history.replaceState(null, "", href({ focus: state.thing, from: "", to: "", more: state.more }));
    state = parse(location.hash);
    scene = sceneOf(graph);
  }
  document.documentElement.style.colorScheme = state.theme || "light dark";
  const view = VIEWS.find(({ name }) => name === state.view) ?? VIEWS[0];
  for (const { name } of VIEWS) {
    hosts.get(name).hidden = name !== view.name;
    buttons.get(name).setAttribute("aria-pressed", name === view.name);
  }
  showPanel(scene);
  showFilters(scene, page);
  if (!shown.has(view)) shown.set(view, view.create(hosts.get(view.name), page));
  shown.get(view).show(scene);
}

// What a server did not give can be asked for again; what was shown before stays.
function showFailure({ message }) {
  const again = h("button", { type: "button", onclick: render }, "Try again");
  by("failure").replaceChildren(h("p", {}, message), again);
  by("failure").hidden = false;
}

let pointed = ""; // the fact that stood out last

function showPanel({ graph, chosen, ways }) {
  const tell = panel(graph, page, search.from);
  const asked = graph.questions.find(({ name }) => name === state.ask);
  const told = chosen?.headline
    ? tell.brief(chosen)
    : chosen
      ? tell.thing(chosen, state)
      : asked
        ? tell.answer(asked)
        : ways
          ? tell.ways(ways.from, ways.to, ways.found)
          : tell.overview((kind) => new Set([...graph.kinds.keys()].filter((each) => each !== kind).map(String)));
  const details = by("details");
  const hadFocus = details.contains(document.activeElement);
  const heading = told.querySelector("h2").textContent;
  const changed = details.querySelector("h2")?.textContent !== heading;
  details.replaceChildren(told);
  if (changed) {
    by("panel").scrollTop = 0;
    by("status").textContent = heading;
    document.title = chosen || asked || ways ? `${heading} – ${title}` : title;
  }
  if (changed || pointed !== state.fact) details.querySelector("[aria-current]")?.scrollIntoView({ block: "center" });
  pointed = state.fact;
  if (hadFocus) details.focus({ preventScroll: true });
}

// --- Buttons and keys

const search = finder(knowledge.search, page);
const home = () =>
  page.go({ thing: "", brief: "", focus: "", from: "", to: "", view: "", more: new Map(), ...UNFILTERED });

const turnTo = (view) => page.go({ view: state.view === view ? "" : view });

by("home").addEventListener("click", home);
by("skip").addEventListener("click", () => {
  page.go({ view: "table" });
  addEventListener("hashchange", () => by("listing-title").focus(), { once: true });
});
by("show-filters").addEventListener("click", async () => {
  const drawer = by("filters");
  drawer.hidden = !drawer.hidden;
  by("show-filters").setAttribute("aria-expanded", String(!drawer.hidden));
  await render();
  if (drawer.hidden) by("show-filters").focus();
  else drawer.querySelector("input").focus();
});
by("help").addEventListener("click", () => by("keys").showModal());
by("theme").addEventListener("click", () => {
  const dark = state.theme ? state.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  page.amend({ theme: dark ? "light" : "dark" });
});
by("grip").addEventListener("click", () => {
  const open = document.body.classList.toggle("sheet-open");
  by("grip").setAttribute("aria-expanded", String(open));
});

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || by("keys").open) return;
  if (document.activeElement.matches("select, input:not([type=checkbox], [type=range])")) return;
  const { thing } = state;
  const keys = {
    "/": search.focus,
    "?": () => by("keys").showModal(),
    o: home,
    t: () => turnTo("table"),
    m: () => turnTo("map"),
    u: () => history.back(),
    x: () => by("pin").click(),
    s: () => by("show-filters").click(),
    f: () => thing && page.go({ focus: thing, from: "", to: "" }),
    p: async () => thing && search.from((await knowledge.graph(state)).byId.get(thing)),
    Escape: () => page.go({ thing: "", brief: "" }),
  };
  if (!keys[event.key] || (event.key !== "Escape" && !by("single-keys").checked)) return;
  event.preventDefault();
  keys[event.key]();
});

addEventListener("hashchange", render);
await render();
document.documentElement.dataset.ready = Math.round(performance.now());
