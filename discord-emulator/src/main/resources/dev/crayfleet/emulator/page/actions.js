// The buttons that a message shows when it is pointed at or has the keyboard.

import { button, element, icon } from "/dom.js";
import { emojis } from "/emoji.js";

const QUICK = ["✅", "👍", "❌", "🔁"];

export function actionBar(view) {
  const { message, context } = view;
  const bar = element("div", "actions");
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", "Actions");
  for (const emoji of QUICK) {
    const react = () => view.reactions.toggle(emoji);
    bar.append(button("", `React with ${emoji}`, react, ...emojis(emoji)));
  }
  bar.append(button("", "Reply", () => context.reply(message), icon("reply")));
  if (view.isMine()) {
    const remove = () => view.attempt("DELETE", view.path());
    bar.append(
      button("", "Edit", () => view.edit(), icon("edit")),
      button("danger", "Delete", remove, icon("delete")),
    );
  }
  return bar;
}
