// Text that a client has sent, apart from the text around it. Two names that differ must not look
// alike, so characters that are not seen are shown by their codes.
import { html } from "../lib/html.js";
import { count } from "../lib/format.js";

const MOST = 20; // marks in a row

// control characters but tab and line feed, soft hyphens, marks of direction, of no width, of a
// line's end, and tags
const NEVER =
  "\\0-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e" +
  "\\u2060-\\u206f\\ufeff\\u{e0000}-\\u{e007f}";
// Persian, the scripts of India and emoji need joiners, between characters that can be joined
const JOINERS = "\\u200c\\u200d";
const JOINED = `[^\\0-\\x7f${NEVER}${JOINERS}]`;
const UNSEEN = `[${NEVER}]|(?<!${JOINED})[${JOINERS}]|[${JOINERS}](?!${JOINED})`;
const one = new RegExp(UNSEEN, "u");
const runs = new RegExp(`((?:${UNSEEN})+)`, "u");

function Mark({ character }) {
  const code = `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  // Latin letters of a mark do not change the direction of the text around it
  return html`<span class="unseen" dir="ltr" title=${`a character that is not seen: ${code}`}
    >${code}</span
  >`;
}

function Marks({ run }) {
  const characters = [...run];
  const more = characters.length - MOST;
  return [
    characters.slice(0, MOST).map((character) => html`<${Mark} character=${character} />`),
    more > 0 && html`<span class="unseen" dir="ltr">… and ${count(more)} more</span>`,
  ];
}

export function Said({ text, ...rest }) {
  if (!one.test(text)) return html`<bdi ...${rest}>${text}</bdi>`;
  // every second part is a run, because the expression has a group
  const parts = String(text).split(runs);
  return html`<bdi ...${rest}
    >${parts.map((part, at) => (at % 2 ? html`<${Marks} run=${part} />` : part))}</bdi
  >`;
}
