// Emoji that are drawn here, in emoji.svg, because not every machine has a font with them. The
// character stays in the text, under its picture: it is read out, copied and found as ever.

import { element } from "/dom.js";

/** In the order of the pictures in emoji.svg. */
const DRAWN = [..."✅❌⌛✋⚪⚠🤖🦞🦀🟢🟠🟡🔴🔁📌🛑👍⏳"];
const PATTERN = new RegExp(`([${DRAWN.join("")}])\\uFE0F?`, "gu");

/** The text as a list of strings and pictures. */
export function emojis(text) {
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(PATTERN)) {
    if (match.index > at) parts.push(text.slice(at, match.index));
    const picture = element("span", "emoji", match[0]);
    picture.style.setProperty("--cell", DRAWN.indexOf(match[1]));
    parts.push(picture);
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}
