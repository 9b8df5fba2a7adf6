// preact with htm: the one place that ties both together.
//
// htm drops white space that has a line break, as JSX does. In HTML such a break between words, or
// between a word and an element, is a space. The sources are formatted as HTML, so it is one here.
import { h, render } from "preact";
import htm from "htm";

const parse = htm.bind(h);
const spaced = new WeakMap();

function withSpaces(strings) {
  let found = spaced.get(strings);
  if (!found) {
    found = strings.map((text) =>
      text.replace(/([^\s<>=])\s*\n\s*/g, "$1 ").replace(/\s*\n\s*(?=[^\s<>/])/g, " "),
    );
    spaced.set(strings, found);
  }
  return found;
}

export const html = (strings, ...values) => parse(withSpaces(strings), ...values);
export { render };
