// Tables for a spreadsheet.

import { save } from "./dom.js";

// A spreadsheet would run a text that begins like a formula.
const cell = (value) =>
  `"${(typeof value === "number" ? String(value) : value.replace(/^[=+\-@\t\r]/, "'$&")).replaceAll('"', '""')}"`;

/** Rows of texts and numbers as CSV (RFC 4180): every cell quoted, none taken for a formula. */
export const csv = (rows) => rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");

/** Hand the user rows as a file, marked as UTF-8 so that spreadsheets read it as such. */
export const saveRows = (name, rows) => save(name, new Blob(["\ufeff", csv(rows)], { type: "text/csv" }));
