// Attachments of a message: pictures are shown, texts can be looked into, everything can be opened.

import { bytes, element, link, plainName } from "/dom.js";
import { emojis } from "/emoji.js";

const PREVIEW_CHARS = 4_000;

export function attachment(file) {
  // Only the path: it works by whichever host name the page was opened.
  const address = new URL(file.url, location.href).pathname;
  const name = link(address, plainName(file.filename));
  const about = element("div", "file-name", name, element("small", "", bytes(file.size)));
  const sign = element("span", "file-icon");
  sign.setAttribute("aria-hidden", "true");
  const node = element("div", "file", sign, about);
  node.dataset.filename = file.filename;
  const type = file.content_type ?? "";
  if (/^image\/(png|jpeg|gif|webp)$/.test(type)) {
    return element("div", "file-with-preview", picture(file, address), node);
  }
  if (!type.startsWith("text/")) return node;
  return element("div", "file-with-preview", node, textPreview(file, address));
}

function picture(file, address) {
  const image = element("img", "picture");
  image.src = address;
  image.alt = file.description ?? plainName(file.filename);
  image.loading = "lazy";
  image.addEventListener("error", () => image.remove());
  const open = link(address, image);
  open.className = "picture-link";
  return open;
}

function textPreview(file, address) {
  const summary = element("summary", "", "Preview");
  summary.setAttribute("aria-label", `Preview ${plainName(file.filename)}`);
  const preview = element("details", "preview", summary);
  const show = async () => {
    const code = element("code", "", ...emojis(await beginning(address)));
    const pre = element("pre", "", code);
    pre.tabIndex = 0;
    preview.append(element("div", "code-block", pre));
  };
  preview.addEventListener("toggle", show, { once: true });
  return preview;
}

/** The first characters; the rest is not read. */
async function beginning(address) {
  const response = await fetch(address).catch(() => undefined);
  if (!response?.ok) return "This file is not there any more.";
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (text.length <= PREVIEW_CHARS) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += value;
  }
  await reader.cancel();
  return `${text.slice(0, PREVIEW_CHARS)}\n…`;
}
