// The reactions below a message.

import { button, element } from "/dom.js";
import { emojis } from "/emoji.js";

export class Reactions {
  constructor(view) {
    this.view = view;
    this.counts = new Map();
    this.node = element("div", "reactions");
  }

  /** Takes them from the message's JSON. */
  set(list) {
    this.counts = new Map(list.map(({ emoji, count, me }) => [emoji.name, { count, me }]));
    this.show();
  }

  change({ emoji, user_id }, step) {
    const reaction = this.counts.get(emoji.name) ?? { count: 0, me: false };
    reaction.count += step;
    if (user_id === this.view.context.me) reaction.me = step > 0;
    if (reaction.count > 0) this.counts.set(emoji.name, reaction);
    else this.counts.delete(emoji.name);
    this.show();
  }

  clear(emoji) {
    if (emoji === undefined) this.counts.clear();
    else this.counts.delete(emoji);
    this.show();
  }

  /** Adds the person's reaction, or takes it back. */
  toggle(emoji) {
    const isMine = this.counts.get(emoji)?.me;
    const path = `${this.view.path()}/reactions/${encodeURIComponent(emoji)}/@me`;
    return this.view.attempt(isMine ? "DELETE" : "PUT", path);
  }

  show() {
    const focused = this.node.querySelector(":focus")?.dataset.emoji;
    this.node.replaceChildren(
      ...[...this.counts].map(([emoji, { count, me }]) => {
        const node = button("reaction", "", () => this.toggle(emoji), ...emojis(emoji));
        node.append(element("b", "", String(count)));
        node.dataset.emoji = emoji;
        node.setAttribute("aria-pressed", String(me));
        node.setAttribute("aria-label", `${emoji}, ${count}`);
        if (emoji === focused) queueMicrotask(() => node.focus());
        return node;
      }),
    );
  }
}
