// What the panel tells: the overview, a thing, a brief, the ways between two things. Text only, never markup.

import { capital, count, day, h, own } from "./dom.js";
import { between, called, cut, grouped, grounds, nameOf, other, sentence } from "./graph.js";
import { icon, SHAPES } from "./kinds.js";

const MANY = 8;
const FURTHER = 100; // briefs that a server is to read at a time
const SEPARATOR = " · ";

/** The panel's views over a graph. page: what a view may do, see views.js; startPath(thing): looks for a path's end. */
export function panel(graph, { href }, startPath) {
  const toThing = (thing, attributes = {}) =>
    h(
      "a",
      { class: "thing", href: href({ thing: thing.id, brief: "" }), ...attributes },
      icon(thing.kind),
      own(thing.label),
    );
  const toBrief = (brief) => h("a", { href: href({ brief: brief.id, thing: "" }) }, own(brief.headline));
  const source = ({ url }) => url && h("a", { href: url, rel: "noreferrer external" }, "source");
  const joined = (...parts) => parts.filter(Boolean).flatMap((part, at) => (at ? [SEPARATOR, part] : [part]));

  /** The sentences of a fact's evidence, each once, with all words marked that it rests on. */
  function quotes(evidence) {
    const found = new Map();
    for (const each of evidence) {
      const text = each.part ? each.brief.text : each.brief.headline;
      const [from, to] = sentence(text, each.start, each.end);
      const key = `${each.brief.index}-${each.part}-${from}`;
      const quote = found.get(key) ?? { ...each, text: text.slice(from, to), spans: [] };
      quote.spans.push({ start: each.start - from, end: each.end - from });
      found.set(key, quote);
    }
    return [...found.values()].map(({ brief, text, spans, confidence, rule }) =>
      h(
        "figure",
        { class: "quote" },
        h(
          "blockquote",
          { dir: "auto" },
          cut(text, spans).map(({ text: piece, span }) => (span ? h("mark", {}, piece) : piece)),
        ),
        h(
          "figcaption",
          {},
          joined(
            toBrief(brief),
            brief.date && h("time", { datetime: brief.date }, day(brief.date)),
            source(brief),
            confidence !== undefined &&
              h(
                "details",
                { class: "how" },
                h("summary", {}, `${Math.round(confidence * 100)}% sure`),
                h("p", {}, "Found by ", h("code", {}, graph.rules[rule])),
              ),
          ),
        ),
      ),
    );
  }

  function folded(quoted) {
    const [first, ...rest] = quoted;
    return [first, rest.length > 0 && h("details", { class: "more" }, h("summary", {}, `${rest.length} more`), rest)];
  }

  function basis(fact) {
    if (fact.basis === 1) return h("p", { class: "note" }, "Background knowledge");
    if (fact.basis === 0) return null;
    const reasons = grounds(fact);
    return h(
      "details",
      { class: "more" },
      h("summary", {}, reasons.length ? `Inferred from ${count(reasons.length, graph.kinds[0])}` : "Inferred"),
      reasons.map(({ initiative, facts }) => [
        h("p", {}, toThing(initiative)),
        quotes(facts.flatMap((each) => each.evidence)),
      ]),
    );
  }

  const item = (fact, thing, pointed) => {
    const end = other(fact, thing);
    const name = nameOf(graph, fact, thing);
    return h(
      "li",
      { class: "fact", "aria-current": name === pointed && "true" },
      h(
        "a",
        {
          class: "permalink",
          href: href({ thing: thing.id, brief: "", fact: name }),
          title: "Link to this fact",
          "aria-label": "Link to this fact",
        },
        "#",
      ),
      end ? toThing(end) : own(/^\d{4}(-\d\d){0,2}$/.test(fact.value) ? day(fact.value) : fact.value),
      folded(quotes(fact.evidence)),
      basis(fact),
    );
  };

  function group({ key, relation, incoming, facts }, thing, more, pointed) {
    const first = pointed && facts.find((fact) => nameOf(graph, fact, thing) === pointed);
    const listed = first ? [first, ...facts.filter((fact) => fact !== first)] : facts;
    const shown = more.get(key) ?? MANY;
    const left = facts.length - shown;
    const further = new Map([...more, [key, shown + 10]]);
    return h(
      "section",
      { class: "group" },
      h(
        "h3",
        {},
        capital(called(graph, { relation, incoming }, thing)),
        h("span", { class: "count" }, facts.length.toLocaleString("en")),
      ),
      h(
        "ul",
        {},
        listed.slice(0, shown).map((fact) => item(fact, thing, pointed)),
      ),
      left > 0 &&
        h(
          "a",
          { class: "button", href: href({ more: further }) },
          `Show ${Math.min(left, 10)} more of ${left.toLocaleString("en")}`,
        ),
    );
  }

  // Of a large graph, what is told of a thing is what some of the briefs say that name it.
  function reach({ id }) {
    const all = graph.extent?.named[id] ?? 0;
    const [read, next] = [graph.extent?.briefs ?? 0, Math.min(all, (graph.extent?.briefs ?? 0) + FURTHER)];
    if (read >= all || all === 0) return null;
    return h(
      "p",
      { class: "reach" },
      `Told by the latest ${read.toLocaleString("en")} of ${count(all, ["brief that names", "briefs that name"])} it. `,
      h("a", { href: href({ near: next }) }, `Read ${next.toLocaleString("en")}`),
    );
  }

  function thing(it, { more, focus, fact }) {
    const briefs = [...new Set(it.mentions.map((mention) => mention.brief))];
    return h(
      "article",
      {},
      h(
        "p",
        { class: "kind" },
        icon(it.kind),
        it.type || graph.kinds[it.kind][0],
        it.candidate && h("span", { class: "badge", title: "Named in a brief, not in the vocabulary" }, "candidate"),
      ),
      h("h2", {}, own(it.label)),
      it.date && h("p", { class: "meta" }, h("time", { datetime: it.date }, day(it.date))),
      it.aliases.length > 0 && h("p", { class: "meta" }, "Also ", joined(...it.aliases.map(own))),
      h(
        "p",
        { class: "actions" },
        focus !== it.id && h("a", { class: "button", href: href({ focus: it.id, from: "", to: "" }) }, "Neighbourhood"),
        h("button", { type: "button", onclick: () => startPath(it) }, "Path to …"),
      ),
      reach(it),
      grouped(graph, it).map((each) => group(each, it, more, fact)),
      briefs.length > 0 &&
        h(
          "section",
          { class: "group" },
          h("h3", {}, "Named in", h("span", { class: "count" }, briefs.length)),
          h(
            "ul",
            {},
            briefs
              .slice(0, more.get("briefs") ?? MANY)
              .map((each) =>
                h(
                  "li",
                  {},
                  h(
                    "details",
                    { class: "more" },
                    h("summary", {}, own(each.headline)),
                    quotes(it.mentions.filter((mention) => mention.brief === each)),
                  ),
                ),
              ),
          ),
          briefs.length > (more.get("briefs") ?? MANY) &&
            h(
              "a",
              {
                class: "button",
                href: href({ more: new Map([...more, ["briefs", (more.get("briefs") ?? MANY) + 10]]) }),
              },
              "Show 10 more",
            ),
        ),
    );
  }

  function brief(it) {
    const marked = (text, part) =>
      cut(
        text,
        it.mentions.filter((mention) => mention.part === part),
      ).map(({ text: piece, span }) =>
        span
          ? h(
              "a",
              {
                class: `mention kind-${span.thing.kind % SHAPES.length}`,
                title: span.thing.label,
                href: href({ thing: span.thing.id, brief: "" }),
              },
              piece,
            )
          : piece,
      );
    return h(
      "article",
      {},
      h("p", { class: "kind" }, "Brief"),
      h("h2", { dir: "auto" }, marked(it.headline, 0)),
      h("p", { class: "meta" }, joined(it.date && h("time", { datetime: it.date }, day(it.date)), source(it))),
      h(
        "div",
        { class: "brief", dir: "auto" },
        it.text.split(/\n+/).length > 1
          ? h("p", { class: "lines" }, marked(it.text, 1))
          : h("p", {}, marked(it.text, 1)),
      ),
      h(
        "section",
        { class: "group" },
        h("h3", {}, "What it tells of", h("span", { class: "count" }, it.initiatives.size)),
        h(
          "ul",
          {},
          [...it.initiatives].map((each) => h("li", {}, toThing(each), h("p", { class: "meta" }, each.type))),
        ),
      ),
      it.warnings.length > 0 &&
        h(
          "section",
          { class: "group" },
          h("h3", {}, "To be read with care"),
          h(
            "ul",
            {},
            it.warnings.map((warning) => h("li", {}, own(warning))),
          ),
        ),
    );
  }

  function ways(from, to, found) {
    return h(
      "article",
      {},
      h("p", { class: "kind" }, "Path"),
      h("h2", {}, own(from.label), " → ", own(to.label)),
      found.length === 0 && h("p", {}, "Nothing that the briefs state links the two."),
      found.map((way, at) =>
        h(
          "section",
          { class: "group" },
          h(
            "h3",
            {},
            found.length > 1 ? `Way ${at + 1}` : "The way",
            h("span", { class: "count" }, count(way.length - 1, ["step", "steps"])),
          ),
          h(
            "ol",
            { class: "way" },
            way.map((it, step) =>
              h(
                "li",
                {},
                toThing(it),
                step > 0 &&
                  between(way[step - 1], it)
                    .filter((fact) => fact.basis !== 2)
                    .map((fact, at) =>
                      h(
                        "details",
                        { class: "more", open: at === 0 },
                        h("summary", {}, capital(graph.relations[fact.relation])),
                        folded(quotes(fact.evidence)),
                        basis(fact),
                      ),
                    ),
              ),
            ),
          ),
        ),
      ),
    );
  }

  function answer(question) {
    const cell = (value) => (value.label === undefined ? own(value) : toThing(value));
    return h(
      "article",
      {},
      h("p", { class: "kind" }, "Question"),
      h("h2", {}, question.title),
      h("p", { class: "meta" }, question.description),
      h(
        "table",
        { class: "answers" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            question.columns.map((name) => h("th", { scope: "col" }, name)),
          ),
        ),
        h(
          "tbody",
          {},
          question.answers.map((cells) =>
            h(
              "tr",
              {},
              cells.map((value) => h("td", {}, cell(value))),
            ),
          ),
        ),
      ),
      h("p", { class: "actions" }, h("a", { class: "button", href: href({ ask: "" }) }, "Other questions")),
    );
  }

  function overview(hideAllBut) {
    const { extent } = graph; // a large graph's counts come with its excerpt
    const totals = graph.kinds.map(([one], kind) =>
      extent ? (extent.kinds[one] ?? 0) : graph.things.filter((it) => it.kind === kind).length,
    );
    const latest = graph.first.filter((it) => it.kind === 0);
    return h(
      "article",
      {},
      h("p", { class: "kind" }, "Overview"),
      h(
        "h2",
        {},
        `${count(totals[0], graph.kinds[0])} from ${count(extent?.of ?? graph.briefs.length, ["brief", "briefs"])}`,
      ),
      h("p", { class: "meta" }, "Every link is quoted from a brief. Choose anything to read the sentence behind it."),
      h(
        "ul",
        { class: "totals" },
        graph.kinds.map(
          ([, many], kind) =>
            totals[kind] > 0 &&
            h(
              "li",
              {},
              h(
                "a",
                { href: href({ view: "table", hide: hideAllBut(kind) }) },
                icon(kind),
                h("b", {}, totals[kind].toLocaleString("en")),
                h("span", {}, totals[kind] === 1 ? graph.kinds[kind][0] : many),
              ),
            ),
        ),
      ),
      graph.questions.length > 0 &&
        h(
          "section",
          { class: "group" },
          h("h3", {}, "Questions"),
          h(
            "ul",
            { class: "questions" },
            graph.questions.map(({ name, title, description }) =>
              h("li", {}, h("a", { title: description, href: href({ ask: name }) }, title)),
            ),
          ),
        ),
      h(
        "section",
        { class: "group" },
        h("h3", {}, `Latest ${graph.kinds[0][1].toLowerCase()}`),
        h(
          "ul",
          {},
          latest
            .slice(0, 15)
            .map((it) =>
              h(
                "li",
                {},
                toThing(it),
                h("p", { class: "meta" }, joined(it.type, it.date && h("time", { datetime: it.date }, day(it.date)))),
              ),
            ),
        ),
      ),
    );
  }

  return { thing, brief, ways, answer, overview };
}
