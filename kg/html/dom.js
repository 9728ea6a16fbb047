// Elements, made of texts and nodes: never of markup.

export const by = (id) => document.getElementById(id);

/** Make an element; children are nodes or texts, and what is false, null or undefined is left out. */
export function h(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** The same in SVG. */
export function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null && value !== undefined)
      element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child || child === 0));
  return element;
}

/** A text from a brief, kept from turning the text around it. */
export const own = (text) => h("bdi", {}, text);

/** Compares names as people sort them: Åland before Bahrain, Annex 2 before Annex 10. */
export const collator = new Intl.Collator("en", { numeric: true });

export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** "1 workshop", "1,200 workshops". */
export const count = (number, [one, many]) =>
  `${number.toLocaleString("en")} ${(number === 1 ? one : many).toLowerCase()}`;

const MONTH = new Intl.DateTimeFormat("en-GB", { month: "long", timeZone: "UTC" });

/** A date as a person writes it, as exact as it was given. */
export function day(date) {
  const [year, month, number] = date.split("-");
  if (!month) return year;
  const name = MONTH.format(Date.UTC(2000, Number(month) - 1, 1));
  return number ? `${Number(number)} ${name} ${year}` : `${name} ${year}`;
}

/** Hand the user a file. */
export function save(name, blob) {
  const link = h("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  URL.revokeObjectURL(link.href);
}
