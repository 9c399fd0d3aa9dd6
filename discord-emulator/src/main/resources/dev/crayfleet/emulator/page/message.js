// One message. Its content is untrusted (people, agents), so it becomes text nodes, never HTML.

import { actionBar } from "/actions.js";
import { attachment } from "/attachment.js";
import { controls } from "/controls.js";
import { author, button, colorOf, element, fullTime, icon, plainName, time } from "/dom.js";
import { openEditor } from "/editor.js";
import { embed } from "/embed.js";
import { emojis } from "/emoji.js";
import { markdown } from "/markdown.js";
import { Reactions } from "/reactions.js";

const GROUPED_MS = 7 * 60_000;
const QUOTED_LENGTH = 160;
const NOTE_MS = 6_000;
const EPHEMERAL = 64;
const LOADING = 128;

export class MessageView {
  constructor(message, context) {
    this.context = context;
    this.id = message.id;
    this.node = element("li", "message");
    this.node.dataset.id = message.id;
    this.node.tabIndex = -1;
    this.reactions = new Reactions(this);
    // Most messages are never pointed at, so that their buttons are made when they are.
    this.node.addEventListener("pointerenter", () => this.offerActions());
    this.node.addEventListener("focusin", () => this.offerActions());
    this.update(message);
  }

  update(message) {
    this.message = message;
    this.reactions.set(message.reactions ?? []);
    this.render();
  }

  /** Hides the author if the previous message has the same one and is at most 7 minutes older. */
  follow(previous) {
    const before = previous?.message;
    const isSame =
      before !== undefined &&
      !this.message.message_reference &&
      before.author.id === this.message.author.id &&
      before.author.username === this.message.author.username &&
      Date.parse(this.message.timestamp) - Date.parse(before.timestamp) < GROUPED_MS;
    this.node.classList.toggle("follows", isSame);
  }

  isMine() {
    return this.message.author.id === this.context.me;
  }

  render() {
    const { message, context } = this;
    const body = element("div", "body");
    if (message.message_reference) body.append(this.quoted());
    body.append(this.head(), this.content());
    for (const each of message.embeds) body.append(embed(each, context.names));
    for (const file of message.attachments) body.append(attachment(file));
    if (message.components.length > 0) body.append(controls(message.components, this));
    body.append(this.reactions.node);
    if (message.flags & EPHEMERAL) {
      body.append(element("small", "ephemeral", icon("eye"), " Only you can see this"));
    }
    this.node.classList.toggle("pings", this.pingsMe());
    this.actions = undefined;
    this.node.replaceChildren(avatar(message.author), body);
    if (this.node.matches(":hover, :focus-within")) this.offerActions();
  }

  pingsMe() {
    const { message, context } = this;
    return message.mention_everyone || message.mentions.some((user) => user.id === context.me);
  }

  quoted() {
    const original = this.message.referenced_message;
    if (!original) {
      return element("div", "quoted", element("em", "", "The original message was deleted"));
    }
    const text = original.content.replace(/\s+/g, " ").slice(0, QUOTED_LENGTH);
    const open = () => this.context.showMessage(original.channel_id, original.id);
    return button(
      "quoted",
      "",
      open,
      author(original.author.username, "b"),
      " ",
      ...(text ? emojis(text) : ["(an attachment)"]),
    );
  }

  head() {
    const { message } = this;
    const head = element("div", "head", author(message.author.username));
    if (message.author.bot) head.append(element("span", "tag", "APP"));
    head.append(time(message.timestamp));
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
      edited.title = fullTime(new Date(message.edited_timestamp));
      content.append(edited);
    }
    return content;
  }

  offerActions() {
    if (this.actions) return;
    this.actions = actionBar(this);
    this.node.append(this.actions);
  }

  edit() {
    openEditor(this);
  }

  path() {
    return `/channels/${this.message.channel_id}/messages/${this.id}`;
  }

  /** Sends a request about this message; a refusal is shown below it. */
  async attempt(method, path, body) {
    try {
      await this.context.api(method, path, body);
      return true;
    } catch (failure) {
      this.say(failure.message);
      return false;
    }
  }

  say(text) {
    const note = element("small", "failed", text);
    note.setAttribute("role", "alert");
    this.node.querySelector(".body").append(note);
    setTimeout(() => note.remove(), NOTE_MS);
  }
}

function avatar({ username, bot, avatar_url: picture }) {
  const initial = [...plainName(username)][0] ?? "?";
  const node = element("div", `avatar name-${colorOf(username)}`, ...emojis(initial));
  if (bot) node.classList.add("bot");
  node.setAttribute("aria-hidden", "true");
  if (picture?.startsWith("https://")) node.append(portrait(picture));
  return node;
}

/** A webhook's own picture, over the letter, which stays where the picture cannot be loaded. */
function portrait(address) {
  const image = element("img", "portrait");
  image.alt = "";
  image.referrerPolicy = "no-referrer";
  image.loading = "lazy";
  image.addEventListener("error", () => image.remove());
  image.src = address;
  return image;
}
