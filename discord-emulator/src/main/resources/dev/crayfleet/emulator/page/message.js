// One message. Its content is untrusted (people, agents), so it becomes text nodes, never HTML.

import { element, link, markdown } from "/markdown.js";

const GROUPED_MS = 7 * 60_000;
const PREVIEW = 4_000;
const EPHEMERAL = 64;
const LOADING = 128;
const QUICK = ["✅", "👍", "❌", "🔁"];
const COLORS = ["#5865f2", "#3ba55d", "#d64f9a", "#c98a1b", "#2fa3b5", "#9b59b6"];

export class MessageView {
  constructor(message, context) {
    this.context = context;
    this.id = message.id;
    this.node = element("li", "message");
    this.node.dataset.id = message.id;
    this.update(message);
  }

  update(message) {
    this.message = message;
    this.reactions = new Map(
      (message.reactions ?? []).map((r) => [r.emoji.name, { count: r.count, me: r.me }]),
    );
    this.render();
  }

  /** Hides the author if the previous message has the same one and is at most 7 minutes older. */
  follow(previous) {
    const before = previous?.message;
    const same =
      before !== undefined &&
      !this.message.message_reference &&
      before.author.id === this.message.author.id &&
      before.author.username === this.message.author.username &&
      new Date(this.message.timestamp) - new Date(before.timestamp) < GROUPED_MS;
    this.node.classList.toggle("follows", same);
  }

  render() {
    const { message } = this;
    const body = element("div", "body");
    if (message.message_reference) body.append(this.quoted());
    body.append(this.head());
    body.append(this.content());
    for (const embed of message.embeds) body.append(this.embed(embed));
    for (const file of message.attachments) body.append(attachment(file));
    if (message.components.length > 0) body.append(this.components(message.components));
    this.bar = element("div", "reactions");
    body.append(this.bar);
    this.showReactions();
    if (message.flags & EPHEMERAL) {
      body.append(element("small", "ephemeral", "👁 Only you can see this"));
    }
    this.node.classList.toggle("pings", this.pingsMe());
    this.node.replaceChildren(avatar(message.author), body, this.actions());
  }

  pingsMe() {
    const { message, context } = this;
    return message.mention_everyone || message.mentions.some((user) => user.id === context.me);
  }

  quoted() {
    const original = this.message.referenced_message;
    const node = element("div", "quoted");
    if (!original) {
      node.append(element("em", "", "Original message was deleted"));
      return node;
    }
    const text = original.content.replace(/\s+/g, " ").slice(0, 160) || "📎 attachment";
    node.append(element("b", "", original.author.username), ` ${text}`);
    node.addEventListener("click", () => {
      const there = this.node.parentElement?.querySelector(`[data-id="${original.id}"]`);
      there?.scrollIntoView({ block: "center", behavior: "smooth" });
      there?.classList.add("found");
      setTimeout(() => there?.classList.remove("found"), 1_500);
    });
    return node;
  }

  head() {
    const { author, timestamp } = this.message;
    const head = element("div", "head", element("span", "author", author.username));
    head.firstChild.style.color = author.bot ? color(author.id) : "";
    if (author.bot) head.append(element("span", "tag", "APP"));
    const when = element("time", "", shortTime(new Date(timestamp)));
    when.dateTime = timestamp;
    when.title = new Date(timestamp).toLocaleString();
    head.append(when);
    return head;
  }

  content() {
    const { message, context } = this;
    const content = element("div", "content");
    if (message.flags & LOADING) {
      content.append(element("em", "thinking", "is thinking …"));
      return content;
    }
    content.append(markdown(message.content, context.names));
    if (message.edited_timestamp) {
      const edited = element("span", "edited", "(edited)");
      edited.title = new Date(message.edited_timestamp).toLocaleString();
      content.append(edited);
    }
    return content;
  }

  embed(embed) {
    const { names } = this.context;
    const node = element("div", "embed");
    if (embed.color) node.style.borderColor = `#${embed.color.toString(16).padStart(6, "0")}`;
    if (embed.author?.name) node.append(element("div", "embed-author", embed.author.name));
    if (embed.title) {
      const title = element("div", "embed-title");
      title.append(embed.url ? link(embed.url, embed.title) : markdown(embed.title, names));
      node.append(title);
    }
    if (embed.description) node.append(element("div", "", markdown(embed.description, names)));
    if (embed.fields?.length > 0) {
      const fields = element("div", "fields");
      for (const field of embed.fields) {
        const value = element("div", "", markdown(field.value, names));
        const inline = field.inline ? "field inline-field" : "field";
        fields.append(element("div", inline, element("b", "", markdown(field.name, names)), value));
      }
      node.append(fields);
    }
    if (embed.footer?.text) node.append(element("small", "embed-footer", embed.footer.text));
    return node;
  }

  components(list) {
    const node = element("div", "components");
    for (const component of list) node.append(this.component(component));
    return node;
  }

  component(component) {
    switch (component.type) {
      case 2:
        return this.button(component);
      case 3:
        return this.select(component);
      case 10:
        return element("div", "text", markdown(component.content ?? "", this.context.names));
      case 14:
        return element("hr", "");
      default: {
        const inner = [...(component.components ?? [])];
        if (component.accessory) inner.push(component.accessory);
        const group = this.components(inner);
        group.classList.add(component.type === 1 ? "row" : "container");
        return group;
      }
    }
  }

  button(component) {
    const label = [component.emoji?.name, component.label].filter(Boolean).join(" ");
    if (component.style === 5) {
      const node = element("span", "button link", link(component.url ?? "", label));
      return node;
    }
    const styles = { 1: "primary", 2: "secondary", 3: "success", 4: "danger" };
    const node = element("button", `button ${styles[component.style] ?? "primary"}`, label);
    node.type = "button";
    node.disabled = component.disabled ?? false;
    node.dataset.customId = component.custom_id;
    node.addEventListener("click", () =>
      this.interact(node, { component_type: 2, custom_id: component.custom_id }),
    );
    return node;
  }

  select(component) {
    const node = element("select", "select");
    node.dataset.customId = component.custom_id;
    node.append(element("option", "", component.placeholder ?? "Select"));
    node.firstChild.value = "";
    for (const option of component.options ?? []) {
      const choice = element("option", "", option.label);
      choice.value = option.value;
      node.append(choice);
    }
    node.addEventListener("change", () =>
      this.interact(node, {
        component_type: 3,
        custom_id: component.custom_id,
        values: [node.value],
      }),
    );
    return node;
  }

  async interact(control, data) {
    const { message, context } = this;
    control.classList.add("busy");
    try {
      await context.api("POST", "/interactions", {
        type: 3,
        application_id: message.application_id ?? message.author.id,
        channel_id: message.channel_id,
        message_id: message.id,
        data,
      });
    } catch (failure) {
      this.say(failure.message);
    } finally {
      setTimeout(() => control.classList.remove("busy"), 400);
    }
  }

  say(text) {
    const note = element("small", "failed", text);
    this.node.querySelector(".body").append(note);
    setTimeout(() => note.remove(), 5_000);
  }

  actions() {
    const { message, context } = this;
    const bar = element("div", "actions");
    const add = (text, title, action) => {
      const button = element("button", "", text);
      button.type = "button";
      button.title = title;
      button.setAttribute("aria-label", title);
      button.addEventListener("click", action);
      bar.append(button);
    };
    for (const emoji of QUICK) add(emoji, `React with ${emoji}`, () => this.toggle(emoji));
    add("↩", "Reply", () => context.reply(message));
    if (message.author.id === context.me) {
      add("✎", "Edit", () => this.edit());
      add("✕", "Delete", () => this.attempt("DELETE", this.path()));
    }
    return bar;
  }

  path() {
    return `/channels/${this.message.channel_id}/messages/${this.id}`;
  }

  async attempt(method, path, body) {
    try {
      await this.context.api(method, path, body);
    } catch (failure) {
      this.say(failure.message);
    }
  }

  edit() {
    const box = element("textarea", "editor");
    box.value = this.message.content;
    box.rows = Math.min(10, box.value.split("\n").length + 1);
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.render();
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.attempt("PATCH", this.path(), { content: box.value });
      }
    });
    const hint = element("small", "", "Enter to save, Escape to leave it");
    this.node.querySelector(".content").replaceChildren(box, hint);
    box.focus();
  }

  toggle(emoji) {
    const mine = this.reactions.get(emoji)?.me;
    const path = `${this.path()}/reactions/${encodeURIComponent(emoji)}/@me`;
    return this.attempt(mine ? "DELETE" : "PUT", path);
  }

  react({ emoji, user_id }, added) {
    const reaction = this.reactions.get(emoji.name) ?? { count: 0, me: false };
    reaction.count += added ? 1 : -1;
    if (user_id === this.context.me) reaction.me = added;
    this.reactions.set(emoji.name, reaction);
    this.showReactions();
  }

  clearReactions(emoji) {
    if (emoji === undefined) this.reactions.clear();
    else this.reactions.delete(emoji);
    this.showReactions();
  }

  showReactions() {
    const shown = [...this.reactions].filter(([, { count }]) => count > 0);
    this.bar.replaceChildren(
      ...shown.map(([emoji, { count, me }]) => {
        const button = element("button", me ? "reaction mine" : "reaction", emoji);
        button.append(element("b", "", String(count)));
        button.type = "button";
        button.dataset.emoji = emoji;
        button.setAttribute("aria-label", `${emoji}, ${count}`);
        button.addEventListener("click", () => this.toggle(emoji));
        return button;
      }),
    );
  }
}

function avatar(author) {
  const node = element("div", "avatar", [...author.username][0] ?? "?");
  if (author.bot) node.classList.add("bot");
  node.setAttribute("aria-hidden", "true");
  node.style.backgroundColor = color(author.id);
  return node;
}

function color(id) {
  return COLORS[Number(BigInt(id) % BigInt(COLORS.length))];
}

function shortTime(date) {
  const time = date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const today = new Date().toDateString() === date.toDateString();
  return today ? time : `${date.toLocaleDateString()} ${time}`;
}

/** The path of an attachment: it works by whichever host name the page was opened. */
function attachment(file) {
  const address = new URL(file.url).pathname;
  const node = element("div", "file");
  node.dataset.filename = file.filename;
  const name = link(address, file.filename);
  const size = element("small", "", bytes(file.size));
  node.append(element("span", "file-icon"), element("div", "file-name", name, size));
  if (/^image\/(png|jpeg|gif|webp)$/.test(file.content_type)) {
    const image = element("img", "picture");
    image.src = address;
    image.alt = file.description ?? file.filename;
    image.loading = "lazy";
    return element("div", "file-with-preview", image, node);
  }
  if (!file.content_type?.startsWith("text/")) return node;
  const preview = element("details", "preview", element("summary", "", "Preview"));
  preview.addEventListener("toggle", () => show(preview, address, file.size), { once: true });
  return element("div", "file-with-preview", node, preview);
}

async function show(preview, address) {
  const response = await fetch(address);
  const text = response.ok ? await response.text() : "This file is gone.";
  const more = text.length > PREVIEW ? "\n…" : "";
  const code = element("code", "", text.slice(0, PREVIEW) + more);
  preview.append(element("div", "code-block", element("pre", "", code)));
}

function bytes(size) {
  if (size < 1024) return `${size} bytes`;
  if (size < 1024 * 1024) return `${(size / 1024).toFixed(1)} KB`;
  return `${(size / 1024 / 1024).toFixed(1)} MB`;
}
