// The composer: text, files, replies, slash commands.

import { element } from "/markdown.js";

const MAX_LENGTH = 2_000;

export class Composer {
  constructor(form, channel, context) {
    this.form = form;
    this.channel = channel;
    this.context = context;
    this.box = form.querySelector("textarea");
    this.files = [];
    this.box.placeholder = `Message #${channel.name}`;
    this.box.setAttribute("aria-label", `Message #${channel.name}`);
    this.box.addEventListener("input", () => this.typed());
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("paste", (event) => this.add(event.clipboardData.files));
    form.addEventListener("dragover", (event) => event.preventDefault());
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      this.add(event.dataTransfer.files);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    const input = form.querySelector("input[type=file]");
    input.addEventListener("change", () => {
      this.add(input.files);
      input.value = "";
    });
    form.querySelector(".replying button").addEventListener("click", () => this.replyTo());
  }

  part(name) {
    return this.form.querySelector(`.${name}`);
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.submit();
    }
    if (event.key === "Escape") this.replyTo();
  }

  typed() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 240)}px`;
    const left = MAX_LENGTH - [...this.box.value].length;
    this.part("left").hidden = left > 200;
    this.part("left").textContent = String(left);
    this.part("left").classList.toggle("over", left < 0);
    this.suggest();
    const now = Date.now();
    if (this.box.value !== "" && now - (this.typingSentAt ?? 0) > 8_000) {
      this.typingSentAt = now;
      this.context.api("POST", `/channels/${this.channel.id}/typing`).catch(() => {});
    }
  }

  replyTo(message) {
    this.answered = message;
    const bar = this.part("replying");
    bar.hidden = message === undefined;
    if (message) {
      const who = element("b", "", message.author.username);
      bar.firstElementChild.replaceChildren("Replying to ", who);
      this.box.focus();
    }
  }

  add(files) {
    this.files.push(...files);
    this.showFiles();
  }

  showFiles() {
    const bar = this.part("chosen");
    bar.hidden = this.files.length === 0;
    bar.replaceChildren(
      ...this.files.map((file) => {
        const remove = element("button", "", "✕");
        remove.type = "button";
        remove.setAttribute("aria-label", `Remove ${file.name}`);
        remove.addEventListener("click", () => {
          this.files = this.files.filter((other) => other !== file);
          this.showFiles();
        });
        return element("span", "chip", file.name, remove);
      }),
    );
  }

  /** Lists the commands whose names begin with the text. */
  suggest() {
    const list = this.part("commands");
    if (this.box.value === "/") {
      this.context.learnCommands().then(() => this.showCommands(list));
    }
    this.showCommands(list);
  }

  showCommands(list) {
    const typed = /^\/([\w-]*)$/.exec(this.box.value);
    const fits = typed
      ? this.context.commands.filter((c) => c.type === 1 && c.name.startsWith(typed[1]))
      : [];
    list.hidden = fits.length === 0;
    list.replaceChildren(
      ...fits.map((command) => {
        const options = (command.options ?? []).map((option) => `${option.name}:`).join(" ");
        const pick = element("button", "", element("b", "", `/${command.name} ${options}`));
        pick.append(element("small", "", command.description));
        pick.type = "button";
        pick.addEventListener("click", () => {
          this.box.value = `/${command.name} ${options}`;
          this.box.focus();
          list.hidden = true;
        });
        return element("li", "", pick);
      }),
    );
  }

  async submit() {
    const text = this.box.value.trim();
    if (this.sending || (text === "" && this.files.length === 0)) return;
    this.sending = true;
    this.part("problem").hidden = true;
    try {
      await this.send(text);
      this.box.value = "";
      this.files = [];
      this.showFiles();
      this.replyTo();
      this.typed();
    } catch (failure) {
      this.part("problem").textContent = failure.message;
      this.part("problem").hidden = false;
    } finally {
      this.sending = false;
    }
  }

  send(text) {
    const named = /^\/([\w-]+)(?:\s+([\s\S]*))?$/.exec(text);
    const command = named && this.context.commands.find((known) => known.name === named[1]);
    if (command) return this.run(command, named[2] ?? "");
    const payload = {
      content: text,
      nonce: String(Date.now()) + Math.floor(Math.random() * 1000),
      enforce_nonce: true,
      ...(this.answered ? { message_reference: { message_id: this.answered.id } } : {}),
    };
    let body = payload;
    if (this.files.length > 0) {
      body = new FormData();
      body.append("payload_json", JSON.stringify(payload));
      this.files.forEach((file, i) => body.append(`files[${i}]`, file, file.name));
    }
    return this.context.api("POST", `/channels/${this.channel.id}/messages`, body);
  }

  run(command, text) {
    return this.context.api("POST", "/interactions", {
      type: 2,
      application_id: command.application_id,
      guild_id: this.context.guildId,
      channel_id: this.channel.id,
      data: {
        id: command.id,
        name: command.name,
        type: 1,
        version: command.version,
        options: parse(command.options ?? [], text),
      },
    });
  }
}

/**
 * Parses `name:value name:value`, with subcommands first. Text without the name of an option is the
 * value of the first option.
 */
function parse(known, text) {
  const sub = known.filter((option) => option.type === 1);
  if (sub.length > 0) {
    const [word, ...rest] = text.split(" ");
    const chosen = sub.find((option) => option.name === word) ?? sub[0];
    const inner = parse(chosen.options ?? [], rest.join(" "));
    return [{ type: 1, name: chosen.name, options: inner }];
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
      value: typed(option.type, found.get(option.name)),
    }));
}

function typed(type, text) {
  if (type === 4 || type === 10) return Number(text);
  if (type === 5) return text === "true" || text === "yes";
  return text;
}
