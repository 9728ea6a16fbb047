// The sign and the colour of each kind of thing; colours stand in page.css as --kind-0 and so on.

import { svg } from "./dom.js";

export const SHAPES = ["card", "dot", "square", "triangleDown", "hexagon", "diamond", "triangle", "star", "tag"];
export const ICONS = {
  card: "M1.5 3.5h13v9h-13z",
  dot: "M8 2a6 6 0 1 0 .01 0z",
  square: "M2.5 2.5h11v11h-11z",
  triangleDown: "M1.5 3h13L8 14.5z",
  hexagon: "M4.5 2h7L15 8l-3.500 6h-7L1 8z",
  diamond: "M8 1l7 7-7 7-7-7z",
  triangle: "M8 1.500L14.500 13h-13z",
  star: "M8 .8l2.100 4.800 5.200.5-3.900 3.500 1.100 5.100L8 12l-4.500 2.700 1.100-5.100L.7 6.100l5.200-.5z",
  tag: "M4 4.500h8a3.500 3.500 0 0 1 0 7H4a3.500 3.500 0 0 1 0-7z",
};
export const shapeOf = (kind) => SHAPES[kind % SHAPES.length];

/** The sign of a kind, as it stands in the picture. */
export const icon = (kind) =>
  svg(
    "svg",
    { viewBox: "0 0 16 16", "aria-hidden": "true", class: `icon kind-${kind % SHAPES.length}` },
    svg("path", { d: ICONS[shapeOf(kind)] }),
  );
