// What a person has chosen, as the address holds it: #thing=…&view=table&hide=2,5; what is empty is left out.

const text = { read: (given) => given, write: (value) => value };
const set = { read: (given) => new Set(given.split(",").filter(Boolean)), write: (value) => [...value].sort().join() };
const numbers = {
  read: (given) => new Map([...set.read(given)].map((pair) => pair.split(":")).map(([key, n]) => [key, Number(n)])),
  write: (value) => set.write([...value].map((pair) => pair.join(":"))),
};

const options = {
  read: (given) =>
    new Map(
      given
        .split(",")
        .filter(Boolean)
        .map((pair) => pair.split(":"))
        .map(([key, keys = ""]) => [key, new Set(keys.split(";").map(decodeURIComponent))]),
    ),
  write: (value) =>
    [...value]
      .filter(([, keys]) => keys.size)
      .map(([key, keys]) => `${key}:${[...keys].sort().map(encodeURIComponent).join(";")}`)
      .join(),
};

const places = {
  read: (given) =>
    new Map(
      [...set.read(given)].map((each) => each.split(":")).map(([id, x, y]) => [id, { x: Number(x), y: Number(y) }]),
    ),
  write: (value) => set.write([...value].map(([id, { x, y }]) => `${id}:${Math.round(x)}:${Math.round(y)}`)),
};

/** Every field of the state and how the address writes it; members of sets hold no commas. */
const FIELDS = {
  thing: text, // id of what the panel tells of
  brief: text, // the same, where it is a brief
  fact: text, // name of the fact of that thing which stands out, see nameOf in graph.js
  ask: text, // name of a stock question that the panel answers
  focus: text, // id of the thing whose neighbourhood the picture shows
  near: text, // how many briefs that name it a server is to read, if not the usual number
  drawn: numbers, // how many things the picture shows of each relation of the one in focus, by its key
  pins: places, // where things have been put in the picture, by their ids
  from: text, // where paths begin …
  to: text, // … and end
  by: text, // key of the dimension by which an overview groups initiatives
  view: text, // name of a view, see views.js; empty for the picture
  find: text, // words that names in the table are to hold
  sort: text, // number of a column of the table, with - before it if falling
  more: numbers, // how many are shown of a group that is cut, by its key
  hide: set, // kinds left out
  only: options, // what initiatives are to have: keys of options by key of a dimension, see facets.js
  cut: set, // positions of relations left out
  sure: text, // the least confidence of what a brief states, in percent
  known: text, // 1 if candidates are left out
  since: text, // first month, 2024-03 …
  until: text, // … and last month of the initiatives shown
  rows: text, // key of the dimension along the rows of the matrix …
  columns: text, // … and along its columns
  theme: text, // light, dark, or as the system has it
};

/** Read the state from the hash of an address. */
export function parse(hash) {
  const given = new URLSearchParams(hash.slice(1));
  return Object.fromEntries(Object.entries(FIELDS).map(([name, field]) => [name, field.read(given.get(name) ?? "")]));
}

/** Write a state as the hash of an address. */
export function address(state) {
  const written = Object.entries(FIELDS).map(([name, field]) => [name, field.write(state[name])]);
  return `#${new URLSearchParams(written.filter(([, value]) => value))}`;
}
