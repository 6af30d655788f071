/* Names and spoken values for the controls of live widgets, in JupyterLab, Notebook 7 and JupyterLite.

   ipywidgets gives the handles of its sliders no name, and lets them say a logarithm where the number beside them says the
   value; its Play buttons have no name either. Each gets what stands beside it. */
"use strict";

(() => {
  const KINDS = { "fa-play": "Play", "fa-pause": "Pause", "fa-stop": "Stop", "fa-retweet": "Repeat" };

  const give = (element, attribute, text) => {
    if (text && element.getAttribute(attribute) !== text) element.setAttribute(attribute, text);
  };

  function name() {
    for (const handle of document.querySelectorAll(".jupyter-widgets [role=slider]")) {
      const widget = handle.closest(".widget-slider");
      give(handle, "aria-label", widget.querySelector(".widget-label")?.textContent);
      give(handle, "aria-valuetext", widget.querySelector(".widget-readout")?.textContent);
    }
    for (const button of document.querySelectorAll(".widget-play button")) {
      const kind = Object.keys(KINDS).find((each) => button.querySelector(`.${each}`));
      const of = button.closest(".widget-play").title.replace(/^Play/, "");
      give(button, "aria-label", kind && KINDS[kind] + of);
    }
  }

  function activate() {
    let waiting = false;
    const soon = () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; name(); });
    };
    new MutationObserver(soon).observe(document.body, {
      subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["aria-valuetext", "class", "title"],
    });
  }

  const plugin = { id: "lecturekit:names", autoStart: true, activate };
  window._JUPYTERLAB ??= {};
  window._JUPYTERLAB.lecturekit = {
    init() {},
    get: async () => () => ({ __esModule: true, default: plugin }),
  };
})();
