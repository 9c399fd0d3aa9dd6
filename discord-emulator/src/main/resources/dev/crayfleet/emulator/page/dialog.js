// The dialog in which a bot asks for text after a click or a command.

import { button, element } from "/dom.js";

export function ask(modal, context) {
  const dialog = document.getElementById("dialog");
  const title = element("h2", "", modal.title ?? "");
  title.id = "dialog-title";
  dialog.setAttribute("aria-labelledby", title.id);
  const form = element("form", "modal", title);
  const inputs = [];
  for (const row of modal.components ?? []) {
    for (const input of row.component ? [row.component] : row.components ?? []) {
      const box = field(input);
      inputs.push({ row, input, box });
      form.append(element("label", "", element("span", "", input.label ?? row.label ?? ""), box));
    }
  }
  const problem = element("p", "problem");
  problem.setAttribute("role", "alert");
  const submit = element("button", "button primary", "Submit");
  const cancel = button("button secondary", "", () => dialog.close(), "Cancel");
  form.append(problem, element("div", "row", cancel, submit));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    submit.disabled = true;
    try {
      await context.api("POST", "/interactions", {
        type: 5,
        application_id: modal.application.id,
        channel_id: modal.channel_id,
        data: { custom_id: modal.custom_id, components: inputs.map(answer) },
      });
      dialog.close();
    } catch (failure) {
      problem.textContent = failure.message;
      submit.disabled = false;
    }
  });
  dialog.replaceChildren(form);
  if (!dialog.open) dialog.showModal();
}

function field(input) {
  const box = element(input.style === 2 ? "textarea" : "input", "");
  box.value = input.value ?? "";
  box.placeholder = input.placeholder ?? "";
  box.required = input.required ?? true;
  if (input.max_length) box.maxLength = input.max_length;
  return box;
}

function answer({ row, input, box }) {
  const value = { type: 4, id: input.id, custom_id: input.custom_id, value: box.value };
  return row.component
    ? { type: 18, id: row.id, component: value }
    : { type: 1, id: row.id, components: [value] };
}
