// The search field, and with it the choice of a path's other end.

import { by, h } from "./dom.js";
import { icon } from "./kinds.js";

const PLACEHOLDER = "Search names, acronyms, headlines";

/**
 * Make the search field work. search: see source.js; page: what a view may do, see views.js.
 * Returns { focus(), from(thing) }: go to the field, to find anything or the end of a path from a thing.
 */
export function finder(search, page) {
  const query = by("query");
  const suggestions = by("suggestions");
  let offered = [];
  let active = -1;
  let start = null; // of a path whose end is looked for

  function close() {
    start = null;
    query.placeholder = PLACEHOLDER;
    query.value = "";
    offer();
  }

  async function offer() {
    const asked = query.value;
    let [found, none] = [[], "Nothing is called that"];
    try {
      found = await search(asked);
    } catch ({ message }) {
      none = message;
    }
    if (asked !== query.value) return; // the next letter has been typed meanwhile
    offered = start ? found.filter((row) => row.thing) : found;
    active = offered.length ? 0 : -1;
    const missing = asked.trim() && !offered.length;
    suggestions.replaceChildren(
      ...offered.map(({ thing, brief, name, kind }, at) =>
        h(
          "li",
          { role: "option", id: `option-${at}`, onmousedown: (event) => (event.preventDefault(), choose(at)) },
          thing ? icon(thing.kind) : h("span", { class: "icon" }, "¶"),
          h("bdi", {}, thing ? thing.label : brief.headline),
          h("small", {}, thing && name !== thing.label ? h("bdi", {}, name) : "", thing ? thing.type || kind : "Brief"),
        ),
      ),
      missing ? h("li", { class: "none" }, none) : "",
    );
    suggestions.hidden = !offered.length && !missing;
    query.setAttribute("aria-expanded", String(offered.length > 0));
    point();
  }

  function point() {
    for (const [at, option] of [...suggestions.querySelectorAll("[role=option]")].entries()) {
      option.setAttribute("aria-selected", String(at === active));
      if (at === active) option.scrollIntoView({ block: "nearest" });
    }
    if (active < 0) query.removeAttribute("aria-activedescendant");
    else query.setAttribute("aria-activedescendant", `option-${active}`);
  }

  function choose(at) {
    const { thing, brief } = offered[at];
    if (start) page.go({ from: start.id, to: thing.id, thing: "", brief: "", focus: "", view: "" });
    else page.go(thing ? { thing: thing.id, brief: "" } : { brief: brief.id, thing: "" });
    close();
    by("details").focus({ preventScroll: true });
  }

  query.addEventListener("input", offer);
  query.addEventListener("blur", () => (suggestions.hidden = true));
  query.addEventListener("focus", () => query.value && offer());
  query.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && offered.length) {
      active = (active + step + offered.length) % offered.length;
      point();
    } else if (event.key === "Enter" && active >= 0) choose(active);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  return {
    focus: () => query.focus(),
    from(thing) {
      start = thing;
      query.placeholder = `Path from ${thing.label} to …`;
      query.value = "";
      query.focus();
    },
  };
}
