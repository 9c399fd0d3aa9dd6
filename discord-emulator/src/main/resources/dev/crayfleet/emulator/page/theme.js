// Light or dark: as the system has it, or as the person chose here. Runs before the page is painted.

"use strict";

(() => {
  const KEY = "theme";
  const root = document.documentElement;
  const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

  const stored = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // Storage is switched off: the choice lasts as long as the page.
    }
  };
  const store = (theme) => {
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // As above.
    }
  };
  const isTheme = (theme) => theme === "light" || theme === "dark";
  const current = () =>
    isTheme(root.dataset.theme) ? root.dataset.theme : systemIsDark.matches ? "dark" : "light";

  const chosen = stored();
  if (isTheme(chosen)) root.dataset.theme = chosen;

  document.addEventListener("DOMContentLoaded", () => {
    const toggle = document.getElementById("theme");
    const name = () => {
      const label = `Switch to the ${current() === "dark" ? "light" : "dark"} theme`;
      toggle.title = label;
      toggle.setAttribute("aria-label", label);
    };
    name();
    systemIsDark.addEventListener("change", name);
    toggle.addEventListener("click", () => {
      root.dataset.theme = current() === "dark" ? "light" : "dark";
      store(root.dataset.theme);
      name();
    });
  });
})();
