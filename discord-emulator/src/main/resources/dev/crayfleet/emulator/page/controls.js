// Components: buttons, menus and texts that bots add to messages. Clicks go back to the bot.

import { element, link } from "/dom.js";
import { emojis } from "/emoji.js";
import { markdown } from "/markdown.js";

const BUTTON = 2;
const SELECT = 3;
const TEXT = 10;
const SEPARATOR = 14;
const ROW = 1;
const MAX_DEPTH = 8;
const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger" };
const LINK_STYLE = 5;
const BUSY_MS = 400;

export function controls(list, view, depth = 0) {
  const nodes = depth > MAX_DEPTH ? [] : list.map((each) => control(each, view, depth));
  return element("div", "components", ...nodes);
}

function control(component, view, depth) {
  switch (component.type) {
    case BUTTON:
      return clickable(component, view);
    case SELECT:
      return select(component, view);
    case TEXT:
      return element("div", "text", markdown(component.content ?? "", view.context.names));
    case SEPARATOR:
      return element("hr", "");
    default: {
      const inner = [...(component.components ?? [])];
      if (component.accessory) inner.push(component.accessory);
      const group = controls(inner, view, depth + 1);
      group.classList.add(component.type === ROW ? "row" : "container");
      return group;
    }
  }
}

function clickable(component, view) {
  const label = emojis([component.emoji?.name, component.label].filter(Boolean).join(" "));
  if (component.style === LINK_STYLE) {
    return element("span", "button secondary", link(component.url ?? "", ...label));
  }
  const node = element("button", `button ${STYLES[component.style] ?? "primary"}`, ...label);
  node.type = "button";
  node.disabled = component.disabled ?? false;
  node.dataset.customId = component.custom_id;
  node.addEventListener("click", () =>
    interact(view, node, { component_type: BUTTON, custom_id: component.custom_id }),
  );
  return node;
}

function select(component, view) {
  const label = component.placeholder ?? "Select";
  const node = element("select", "select");
  node.dataset.customId = component.custom_id;
  node.setAttribute("aria-label", label);
  node.append(option(label, ""));
  for (const each of component.options ?? []) node.append(option(each.label, each.value));
  node.addEventListener("change", () =>
    interact(view, node, {
      component_type: SELECT,
      custom_id: component.custom_id,
      values: [node.value],
    }),
  );
  return node;
}

function option(label, value) {
  const node = element("option", "", label);
  node.value = value;
  return node;
}

async function interact(view, node, data) {
  const { message } = view;
  node.classList.add("busy");
  await view.attempt("POST", "/interactions", {
    type: 3,
    application_id: message.application_id ?? message.author.id,
    channel_id: message.channel_id,
    message_id: message.id,
    data,
  });
  setTimeout(() => node.classList.remove("busy"), BUSY_MS);
}
