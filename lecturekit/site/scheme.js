/* Light or dark: as the system is set, or as the reader has chosen. It runs before anything is drawn. */
"use strict";

(() => {
  const page = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  let chosen = null;
  try { chosen = localStorage.getItem("scheme"); } catch { /* a browser that keeps nothing */ }

  const shown = () => chosen ?? (system.matches ? "dark" : "light");
  const apply = () => { page.dataset.scheme = shown(); };
  apply();
  system.addEventListener("change", apply);

  addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector("button.scheme");
    const name = () => { button.textContent = shown() === "dark" ? "Light" : "Dark"; };
    button.hidden = false;
    button.setAttribute("aria-description", "switches the colors of the pages");
    button.addEventListener("click", () => {
      chosen = shown() === "dark" ? "light" : "dark";
      try { localStorage.setItem("scheme", chosen); } catch { /* until the next page */ }
      apply();
      name();
    });
    system.addEventListener("change", name);
    name();
  });
})();
