// One channel: its column with messages and composer, and its tab.

import { Composer } from "/composer.js";
import { button, count, element, icon, plainName } from "/dom.js";
import { emojis } from "/emoji.js";
import { Timeline } from "/timeline.js";

const TYPING_MS = 10_000;
const MAX_TYPING_NAMES = 3;

export class Room {
  constructor(channel, context, show) {
    this.id = channel.id;
    this.context = context;
    this.typing = new Map();
    const template = document.getElementById("channel-template");
    this.node = template.content.firstElementChild.cloneNode(true);
    this.node.dataset.channel = channel.name;
    this.node.dataset.id = channel.id;
    this.scroll = this.node.querySelector(".scroll");
    this.intro = this.node.querySelector(".intro");
    this.present = this.node.querySelector(".present");
    this.tab = button("tab", "", () => show(this));
    this.tab.dataset.channel = channel.name;
    this.timeline = new Timeline(channel.id, this.scroll, context, () => this.changed());
    this.composer = new Composer(this.node.querySelector(".composer"), channel, context, {
      editLast: () => this.timeline.lastOwn()?.edit(),
    });
    this.present.addEventListener("click", () => {
      this.timeline.toPresent();
      this.composer.focus();
    });
    this.scroll.addEventListener("keydown", (event) => this.key(event));
    this.showExamples(context.examples(channel.name));
    this.update(channel);
  }

  update(channel) {
    const name = plainName(channel.name);
    const topic = channel.topic ?? "";
    this.context.names.setChannel(channel.id, name);
    this.node.setAttribute("aria-label", `Channel ${name}`);
    this.scroll.setAttribute("aria-label", `Messages in ${name}`);
    const hash = element("span", "hash", "#");
    hash.setAttribute("aria-hidden", "true");
    this.tab.replaceChildren(hash, name);
    this.node.querySelector("h2").textContent = name;
    const line = this.node.querySelector(".topic");
    line.replaceChildren(...emojis(topic));
    line.title = topic;
    this.intro.querySelector("h3").textContent = `This is #${name}`;
    this.intro.querySelector("p").replaceChildren(...emojis(topic));
  }

  /** A click on an example puts it into the composer; Enter sends it. */
  showExamples(examples) {
    const items = examples.map((text) =>
      element("li", "", button("example", "", () => this.composer.take(text), ...emojis(text))),
    );
    this.intro.querySelector(".examples ul").replaceChildren(...items);
  }

  changed() {
    const { timeline } = this;
    this.intro.hidden = !timeline.isComplete;
    const examples = this.intro.querySelector(".examples");
    examples.hidden = timeline.views.size > 0 || !examples.querySelector("li");
    const { follows } = timeline.reader;
    this.present.hidden = follows || (timeline.unseen === 0 && !timeline.hasGap);
    if (this.present.hidden) return;
    const news = timeline.unseen > 99 ? "99+" : count(timeline.unseen);
    const text = `${news} new message${news === "1" ? "" : "s"}`;
    this.present.replaceChildren(timeline.unseen === 0 ? "Newest messages" : text, icon("down"));
  }

  arrive(message) {
    if (this.typing.has(message.author.id)) this.stopsTyping(message.author.id);
    this.timeline.arrive(message);
    if (!this.node.classList.contains("active")) this.tab.classList.add("unread");
  }

  /** Moves from message to message; a tall one scrolls first, as it does without this. */
  key(event) {
    const { key, target } = event;
    const isMessage = target.classList.contains("message");
    if (!isMessage && target !== this.scroll) return;
    if (key === "Escape") this.composer.focus();
    const step = { ArrowUp: -1, ArrowDown: 1 }[key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    const box = this.scroll.getBoundingClientRect();
    const edge = target.getBoundingClientRect();
    if (isMessage && (step < 0 ? edge.top < box.top : edge.bottom > box.bottom + 1)) return;
    const sibling = step < 0 ? "previousElementSibling" : "nextElementSibling";
    const next = isMessage ? target[sibling] : this.timeline.list.lastElementChild;
    if (!next) return;
    event.preventDefault();
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  types(user) {
    if (user === this.context.me) return;
    clearTimeout(this.typing.get(user));
    this.typing.set(user, setTimeout(() => this.stopsTyping(user), TYPING_MS));
    this.showTyping();
  }

  stopsTyping(user) {
    clearTimeout(this.typing.get(user));
    this.typing.delete(user);
    this.showTyping();
  }

  showTyping() {
    const who = [...this.typing.keys()].slice(0, MAX_TYPING_NAMES).map(this.context.names.user);
    const verb = who.length === 1 ? "is" : "are";
    const text = who.length === 0 ? "" : `${who.join(", ")} ${verb} typing …`;
    this.node.querySelector(".typing").textContent = text;
  }
}
