// The dialog in which a bot asks for text after a click or a command.

import { element } from "/markdown.js";

export function ask(modal, context) {
  const dialog = document.getElementById("dialog");
  const form = element("form", "modal", element("h2", "", modal.title ?? ""));
  const inputs = [];
  for (const row of modal.components ?? []) {
    for (const input of row.component ? [row.component] : row.components ?? []) {
      const box = element(input.style === 2 ? "textarea" : "input", "");
      box.value = input.value ?? "";
      box.placeholder = input.placeholder ?? "";
      box.required = input.required ?? true;
      if (input.max_length) box.maxLength = input.max_length;
      inputs.push({ row, input, box });
      form.append(element("label", "", element("span", "", input.label ?? row.label ?? ""), box));
    }
  }
  const cancel = element("button", "button secondary", "Cancel");
  cancel.type = "button";
  cancel.addEventListener("click", () => dialog.close());
  form.append(
    element("div", "row", cancel, element("button", "button primary", "Submit")),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await context.api("POST", "/interactions", {
      type: 5,
      application_id: modal.application.id,
      channel_id: modal.channel_id,
      data: { custom_id: modal.custom_id, components: inputs.map(answer) },
    });
    dialog.close();
  });
  dialog.replaceChildren(form);
  dialog.showModal();
}

function answer({ row, input, box }) {
  const value = { type: 4, id: input.id, custom_id: input.custom_id, value: box.value };
  return row.component
    ? { type: 18, id: row.id, component: value }
    : { type: 1, id: row.id, components: [value] };
}
