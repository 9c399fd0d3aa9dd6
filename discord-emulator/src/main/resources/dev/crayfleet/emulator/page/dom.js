// Small makers of DOM nodes. Texts become text nodes, never HTML.

import { emojis } from "/emoji.js";

const MAX_NAME_LENGTH = 120;
const TIME = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit" });
const DATE = new Intl.DateTimeFormat([], { day: "numeric", month: "short" });
const FULL = new Intl.DateTimeFormat([], { dateStyle: "full", timeStyle: "medium" });
const DAY_MS = 86_400_000;

export function element(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

/** A button that shows its children; `label` is what a screen reader says where they say too little. */
export function button(className, label, action, ...children) {
  const node = element("button", className, ...children);
  node.type = "button";
  if (label) {
    node.title = label;
    node.setAttribute("aria-label", label);
  }
  node.addEventListener("click", action);
  return node;
}

const ICONS = ["send", "attach", "reply", "edit", "delete", "close", "down", "eye", "file", "theme"];

/** One of the pictures in icons.svg, in the colour of the text. */
export function icon(name) {
  const node = element("span", "icon");
  node.setAttribute("aria-hidden", "true");
  node.style.setProperty("--cell", ICONS.indexOf(name));
  return node;
}

/** A link, or only its text if the address is not http or https. */
export function link(address, ...children) {
  let url;
  try {
    url = new URL(address, location.href);
  } catch {
    return element("span", "", ...children);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    return element("span", "", ...children);
  }
  const node = element("a", "", ...children);
  node.href = url.href;
  node.target = "_blank";
  node.rel = "noopener noreferrer";
  return node;
}

/**
 * A name as it is shown: of bounded length, and without the characters that turn the direction of
 * writing, by which `exe.txt` can be made to look like `txt.exe`.
 */
export function plainName(text) {
  const plain = String(text ?? "").replace(/[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, "\uFFFD");
  return plain.length > MAX_NAME_LENGTH ? `${[...plain].slice(0, MAX_NAME_LENGTH).join("")}…` : plain;
}

/** A name in its own colour, the same wherever it stands. */
export function author(name, tag = "span") {
  return element(tag, `author name-${colorOf(name)}`, ...emojis(plainName(name)));
}

/** The number of a name's colour in theme.css. */
export function colorOf(name) {
  let hash = 2166136261;
  for (let i = 0; i < Math.min(name.length, MAX_NAME_LENGTH); i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 16777619);
  }
  return (hash >>> 8) % 8;
}

export function bytes(size) {
  if (size < 1024) return `${size} ${size === 1 ? "byte" : "bytes"}`;
  if (size < 1024 * 1024) return `${(size / 1024).toFixed(1)} KB`;
  return `${(size / 1024 / 1024).toFixed(1).replace(/\.0$/, "")} MB`;
}

export function count(number) {
  return number.toLocaleString("en-US");
}

/** A time of today as hours and minutes, an earlier one with its date. */
export function time(timestamp, className = "") {
  const date = new Date(timestamp);
  const node = element("time", className, shortTime(date));
  node.dateTime = timestamp;
  node.title = fullTime(date);
  return node;
}

export function fullTime(date) {
  return Number.isNaN(date.getTime()) ? "" : FULL.format(date);
}

function shortTime(date) {
  if (Number.isNaN(date.getTime())) return "";
  const isToday = new Date().setHours(0, 0, 0, 0) === new Date(date).setHours(0, 0, 0, 0);
  if (isToday) return TIME.format(date);
  const year = Date.now() - date > 300 * DAY_MS ? ` ${date.getFullYear()}` : "";
  return `${DATE.format(date)}${year}, ${TIME.format(date)}`;
}
