// Embeds: the framed boxes that bots add to messages.

import { element, link } from "/dom.js";
import { emojis } from "/emoji.js";
import { markdown } from "/markdown.js";

export function embed(content, names) {
  const node = element("div", "embed");
  const color = Number(content.color);
  if (Number.isInteger(color) && color > 0 && color <= 0xffffff) {
    node.style.borderLeftColor = `#${color.toString(16).padStart(6, "0")}`;
  }
  if (content.author?.name) {
    node.append(element("div", "embed-author", ...emojis(content.author.name)));
  }
  if (content.title) {
    const title = content.url
      ? link(content.url, ...emojis(content.title))
      : markdown(content.title, names);
    node.append(element("div", "embed-title", title));
  }
  if (content.description) node.append(element("div", "", markdown(content.description, names)));
  if (content.fields?.length > 0) node.append(fields(content.fields, names));
  if (content.footer?.text) {
    node.append(element("small", "embed-footer", ...emojis(content.footer.text)));
  }
  return node;
}

function fields(list, names) {
  const node = element("div", "fields");
  for (const field of list) {
    const name = element("b", "", markdown(field.name, names));
    const value = element("div", "", markdown(field.value, names));
    node.append(element("div", field.inline ? "field inline-field" : "field", name, value));
  }
  return node;
}
