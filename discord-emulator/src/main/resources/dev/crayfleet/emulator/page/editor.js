// Editing one's own message, in its place.

import { button, element } from "/dom.js";

const MAX_ROWS = 10;

export function openEditor(view) {
  const { message, context } = view;
  const box = element("textarea", "editor");
  box.value = message.content;
  box.rows = Math.min(MAX_ROWS, message.content.split("\n").length + 1);
  box.setAttribute("aria-label", "Edit the message");
  const hint = element("small", "hint");
  const leave = () => {
    view.render();
    context.focusComposer(message.channel_id);
  };
  const save = async () => {
    if (excess(box, context) > 0) return;
    const isSaved = await view.attempt("PATCH", view.path(), { content: box.value.trim() });
    if (isSaved) context.focusComposer(message.channel_id);
  };
  const explain = () => {
    const tooMany = excess(box, context);
    hint.classList.toggle("over", tooMany > 0);
    hint.replaceChildren(
      ...(tooMany > 0
        ? [`${tooMany} characters too many. `, button("link-button", "", leave, "Leave it")]
        : [
            "Enter to ",
            button("link-button", "", save, "save"),
            ", Escape to ",
            button("link-button", "", leave, "leave it"),
          ]),
    );
  };
  box.addEventListener("input", explain);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      save();
    }
  });
  explain();
  view.node.querySelector(".content").replaceChildren(box, hint);
  box.focus({ preventScroll: true });
  view.node.scrollIntoView({ block: "nearest" });
}

function excess(box, { limits }) {
  return [...box.value.trim()].length - limits.content;
}
