// The views that fill the middle of the page. To add one, write a module and give it a row in VIEWS.
//
// A view is an object:
//   name     its value of `view` in the address; that of the first view is empty
//   label    what its button says
//   create(host, page)   fills an empty element, once, when the view is first wanted; gives { show(scene) },
//            which is called after every change while the view is in sight
//
// A scene is what there is to see, never changed by a view:
//   graph      all that is known, see graph.js
//   state      what was chosen, see state.js
//   selection  what passes the filters: { things, facts, initiatives, … }, see facets.js
//   things     what the picture draws: the neighbourhood, the paths, or the first view, filtered
//   crowded    whether the first view would be too much to draw: then it is told in figures, and things is empty
//   chosen     the thing or brief that the panel tells of, or null
//   focus, ways   the thing in focus, or the paths found: { from, to, found }; else null
//   caption    what `things` is, in words
//
// The page is what a view may do:
//   href(change)    the address of the present state with some fields changed, for links
//   go(change)      the same as a step that the back button undoes
//   amend(change)   the same as a step that it does not; gives a promise of the new scene's being shown

import { map } from "./map.js";
import { matrix } from "./matrix.js";
import { picture } from "./picture.js";
import { table } from "./table.js";
import { timeline } from "./timeline.js";

export const VIEWS = [picture, table, map, timeline, matrix];
