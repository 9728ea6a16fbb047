// A field to write SPARQL in: coloured, with the place of a fault marked, and hints at what a word may become.

import { h } from "./dom.js";

const WORDS = new Set(
  `ADD ALL AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL COALESCE CONCAT CONSTRUCT CONTAINS COUNT DATATYPE DAY DESC DESCRIBE
  DISTINCT EXISTS FILTER FLOOR FROM GRAPH GROUP GROUP_CONCAT HAVING IF IN IRI ISBLANK ISIRI ISLITERAL LANG LANGMATCHES LCASE
  LIMIT MAX MIN MINUS MONTH NAMED NOT NOW OFFSET OPTIONAL ORDER PREFIX REDUCED REGEX REPLACE ROUND SAMETERM SAMPLE SELECT
  SEPARATOR STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS SUBSTR SUM UCASE UNDEF UNION URI VALUES WHERE
  YEAR`.split(/\s+/),
);
const TOKENS =
  /(?<iri><[^<>"{}|^`\\\s]*>)|(?<comment>#[^\n]*)|(?<string>"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<variable>[?$][\p{L}\p{N}_]+)|(?<name>(?:\p{L}[\p{L}\p{N}_.-]*)?:[\p{L}\p{N}_.-]*)|(?<number>\b\d+(?:\.\d+)?\b)|(?<word>\p{L}[\p{L}\p{N}_]*)/gu;

/** Cut a query into pieces: [{ text, sort }], sort the name of a sort of token or "". */
export function tokens(query) {
  const pieces = [];
  let at = 0;
  for (const { 0: text, index, groups } of query.matchAll(TOKENS)) {
    if (index > at) pieces.push({ text: query.slice(at, index), sort: "" });
    const [sort] = Object.entries(groups).find(([, found]) => found !== undefined);
    pieces.push({ text, sort: sort !== "word" ? sort : WORDS.has(text.toUpperCase()) || text === "a" ? "word" : "" });
    at = index + text.length;
  }
  if (at < query.length) pieces.push({ text: query.slice(at), sort: "" });
  return pieces;
}

/** The same with the piece at a place marked as at fault: a token whole, else one character. */
export function marked(query, place) {
  let at = 0;
  const pieces = tokens(query).flatMap(({ text, sort }) => {
    const begin = at;
    at += text.length;
    if (place < begin || place >= at) return [{ text, sort }];
    if (sort) return [{ text, sort: `${sort} fault` }];
    const [before, after] = [text.slice(0, place - begin), text.slice(place - begin + 1)];
    const here = text[place - begin];
    return [
      { text: before, sort },
      { text: here === "\n" ? " \n" : here, sort: "fault" },
      { text: after, sort },
    ];
  });
  return place < query.length ? pieces : [...pieces, { text: " ", sort: "fault" }];
}

/** Where a line and a column, both from 1 and the column in characters, are in a text. */
export function offset(text, line, column) {
  const lines = text.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  const within = [...(lines[line - 1] ?? "")].slice(0, column - 1).join("").length;
  return Math.min(before + within, text.length);
}

/**
 * Make the field. run() is called by Control and Enter; hints(word) gives, perhaps later, [{ text, label }] for the word
 * at the cursor. Returns { element, text(), write(query), fault(line, column) }.
 */
export function editor(run, hints) {
  const field = h("textarea", {
    id: "query",
    "aria-label": "Query in SPARQL",
    "aria-describedby": "hints-title",
    spellcheck: "false",
    autocapitalize: "off",
    autocomplete: "off",
  });
  const shade = h("pre", { "aria-hidden": "true" });
  const offered = h("p", { id: "hints", role: "group", "aria-label": "Words that fit" });
  let fault = -1;

  function colour() {
    const cut = fault < 0 ? tokens(field.value) : marked(field.value, fault);
    shade.replaceChildren(...cut.map(({ text, sort }) => h("span", { class: sort }, text)), "\n");
  }

  const wordAt = () => /[\p{L}\p{N}_:-]*$/u.exec(field.value.slice(0, field.selectionStart))[0];

  function put(text, replaced = 0) {
    field.setRangeText(text, field.selectionStart - replaced, field.selectionEnd, "end");
    fault = -1;
    colour();
  }

  async function hint() {
    const word = wordAt();
    const found = word.length > 2 ? await hints(word) : [];
    if (word !== wordAt()) return;
    offered.replaceChildren(
      ...found.map(({ text, label }) =>
        h(
          "button",
          {
            type: "button",
            onclick: () => {
              put(`${text} `, word.length);
              offered.replaceChildren();
              field.focus();
            },
          },
          h("code", {}, text),
          " ",
          label,
        ),
      ),
    );
  }

  field.addEventListener("input", () => {
    fault = -1;
    colour();
    hint();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    if (event.ctrlKey || event.metaKey) run();
    else put(`\n${/(?:^|\n)([ \t]*)[^\n]*$/.exec(field.value.slice(0, field.selectionStart))[1]}`);
    event.preventDefault();
  });

  return {
    element: h("div", { class: "editor" }, h("div", { class: "sheet" }, shade, field), offered),
    text: () => field.value,
    write(query) {
      field.value = query;
      fault = -1;
      colour();
      offered.replaceChildren();
    },
    fault(line, column) {
      fault = offset(field.value, line, column);
      colour();
      field.focus();
      field.setSelectionRange(fault, fault);
    },
  };
}
