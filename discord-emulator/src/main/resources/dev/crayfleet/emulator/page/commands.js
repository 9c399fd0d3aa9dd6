// Slash commands: the list that appears while one is typed, and what is sent for one.

import { element } from "/dom.js";

const CHAT_COMMAND = 1;
const SUBCOMMAND = 1;
const INTEGER = 4;
const BOOLEAN = 5;
const NUMBER = 10;

/** The list above the composer. Arrow keys go through it, Enter and Tab take what is marked. */
export class CommandList {
  constructor(node, box, context) {
    this.node = node;
    this.box = box;
    this.context = context;
  }

  /** Lists the commands whose names begin with the text. */
  update() {
    if (this.box.value === "/") {
      const { learnCommands } = this.context;
      learnCommands().then(() => this.show(), () => {}); // those known are shown
    }
    this.show();
  }

  show() {
    const typed = /^\/([\w-]{0,32})$/.exec(this.box.value);
    const fits = typed
      ? this.context.commands.filter((c) => c.type === CHAT_COMMAND && c.name.startsWith(typed[1]))
      : [];
    this.node.hidden = fits.length === 0;
    this.node.replaceChildren(
      ...fits.map((command) => {
        const options = (command.options ?? []).map((option) => `${option.name}:`).join(" ");
        const pick = element("button", "", element("b", "", `/${command.name} ${options}`));
        pick.append(element("small", "", command.description));
        pick.type = "button";
        pick.addEventListener("click", () => this.take(`/${command.name} ${options}`));
        return element("li", "", pick);
      }),
    );
  }

  take(text) {
    this.box.value = text;
    this.node.hidden = true;
    this.box.focus();
  }

  /** Whether the key was for the list. */
  key({ key }) {
    if (this.node.hidden) return false;
    if (key === "Escape") {
      this.node.hidden = true;
      return true;
    }
    const buttons = [...this.node.querySelectorAll("button")];
    if (key === "ArrowUp" || key === "ArrowDown") {
      const marked = buttons.indexOf(document.activeElement);
      const next = key === "ArrowDown" ? marked + 1 : marked < 0 ? buttons.length - 1 : marked - 1;
      (buttons[next] ?? this.box).focus();
      return true;
    }
    if (key === "Tab" && document.activeElement === this.box) {
      buttons[0].click();
      return true;
    }
    return false;
  }
}

/** The interaction for a text like `/task prompt:…`; undefined if it is no known command. */
export function commandIn(text, channelId, context) {
  const typed = /^\/([\w-]+)(?:\s+([\s\S]*))?$/.exec(text);
  const command = typed && context.commands.find((known) => known.name === typed[1]);
  if (!command) return undefined;
  return {
    type: 2,
    application_id: command.application_id,
    guild_id: context.guildId,
    channel_id: channelId,
    data: {
      id: command.id,
      name: command.name,
      type: CHAT_COMMAND,
      version: command.version,
      options: parse(command.options ?? [], typed[2] ?? ""),
    },
  };
}

/**
 * Parses `name:value name:value`, with subcommands first. Text without the name of an option is the
 * value of the first option.
 */
function parse(known, text) {
  const sub = known.filter((option) => option.type === SUBCOMMAND);
  if (sub.length > 0) {
    const [word, ...rest] = text.split(" ");
    const chosen = sub.find((option) => option.name === word) ?? sub[0];
    const inner = parse(chosen.options ?? [], rest.join(" "));
    return [{ type: SUBCOMMAND, name: chosen.name, options: inner }];
  }
  if (known.length === 0) return [];
  const found = new Map();
  const marks = [...text.matchAll(/(?:^|\s)([\w-]+):/g)].filter((mark) =>
    known.some((option) => option.name === mark[1]),
  );
  const lead = text.slice(0, marks[0]?.index ?? text.length).trim();
  if (lead) found.set(known[0].name, lead);
  marks.forEach((mark, i) => {
    const value = text.slice(mark.index + mark[0].length, marks[i + 1]?.index).trim();
    if (value) found.set(mark[1], value);
  });
  return known
    .filter((option) => found.has(option.name))
    .map((option) => ({
      type: option.type,
      name: option.name,
      value: typedValue(option.type, found.get(option.name)),
    }));
}

function typedValue(type, text) {
  if (type === INTEGER || type === NUMBER) return Number(text);
  if (type === BOOLEAN) return text === "true" || text === "yes";
  return text;
}
