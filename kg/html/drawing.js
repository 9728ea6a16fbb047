// The picture as SVG: the same places, signs and letters as on the canvas, for print and for drawing programs.

import { svg } from "./dom.js";
import { ICONS } from "./kinds.js";

const MARGIN = 40;
const LINE = 1.2; // height of a line by that of its letters

/**
 * Give a picture as the text of an SVG file. nodes: [{ x, y, width, height, size, lines, sign, fill, stroke,
 * dashed, font, ink }], `sign` a key of ICONS; edges: [{ from, to, colour, dashed }], both ends nodes.
 */
export function drawing(nodes, edges, { ground, face }) {
  const left = Math.min(...nodes.map(({ x, width }) => x - width / 2)) - MARGIN;
  const top = Math.min(...nodes.map(({ y, height }) => y - height / 2)) - MARGIN;
  const width = Math.max(...nodes.map((node) => node.x + node.width / 2)) + MARGIN - left;
  const height = Math.max(...nodes.map((node) => node.y + node.height / 2)) + MARGIN - top;
  const picture = svg(
    "svg",
    { viewBox: `${left} ${top} ${width} ${height}`, width, height, "font-family": face },
    svg("rect", { x: left, y: top, width, height, fill: ground }),
    edges.map(({ from, to, colour, dashed }) =>
      svg("line", {
        x1: from.x,
        y1: from.y,
        x2: to.x,
        y2: to.y,
        stroke: colour,
        "stroke-dasharray": dashed && "5 5",
      }),
    ),
    nodes.map((each) => node(each, ground)),
  );
  return new XMLSerializer().serializeToString(picture);
}

function node(it, ground) {
  const boxed = it.sign === "card" || it.sign === "tag";
  const outline = { fill: it.fill, stroke: it.stroke, "stroke-dasharray": it.dashed && "4 3" };
  const scale = it.size / 8; // signs are drawn in a square of 16
  const sign = boxed
    ? svg("rect", {
        x: it.x - it.width / 2,
        y: it.y - it.height / 2,
        width: it.width,
        height: it.height,
        rx: it.sign === "tag" ? 14 : 4,
        ...outline,
      })
    : svg("path", {
        d: ICONS[it.sign],
        transform: `translate(${it.x - it.size} ${it.y - it.size}) scale(${scale})`,
        "vector-effect": "non-scaling-stroke",
        ...outline,
      });
  const first = boxed ? it.y - ((it.lines.length - 1) * it.font * LINE) / 2 : it.y + it.size + it.font;
  const lines = it.lines.map((line, at) =>
    svg("tspan", { x: it.x, y: first + at * it.font * LINE, dy: "0.35em" }, line),
  );
  const halo = !boxed && { stroke: ground, "stroke-width": 4, "paint-order": "stroke" };
  return svg(
    "g",
    {},
    sign,
    svg("text", { "font-size": it.font, fill: it.ink, "text-anchor": "middle", ...halo }, lines),
  );
}
